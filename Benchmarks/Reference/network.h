// A network of contacts read from an edge list, as compressed sparse rows.

#ifndef REFERENCE_NETWORK_H
#define REFERENCE_NETWORK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The contacts of person i are contacts[offsets[i]] up to contacts[offsets[i + 1]], not included.
struct network {
  uint32_t people;
  size_t *offsets;     // people + 1
  uint32_t *contacts;  // twice the number of pairs: each pair is in both rows
};

static inline void *allocate(size_t count, size_t size)
{
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) {
    fprintf(stderr, "error: out of memory\n");
    exit(70);
  }
  return memory;
}

static inline void *reallocate(void *memory, size_t count, size_t size)
{
  memory = realloc(memory, count * size);
  if (memory == NULL) {
    fprintf(stderr, "error: out of memory\n");
    exit(70);
  }
  return memory;
}

static inline FILE *open_or_exit(const char *file, const char *mode)
{
  FILE *stream = fopen(file, mode);
  if (stream == NULL) {
    perror(file);
    exit(mode[0] == 'r' ? 65 : 73);
  }
  return stream;
}

static inline uint32_t contact_count(const struct network *network, uint32_t person)
{
  return (uint32_t)(network->offsets[person + 1] - network->offsets[person]);
}

/// Exits when somebody has the same contact twice: such a pair would count as two contacts.
static inline void reject_repeated_pairs(const struct network *network, const char *file)
{
  uint32_t *last_row = allocate(network->people, sizeof *last_row);  // plus 1; 0 is none
  for (uint32_t person = 0; person < network->people; person++) {
    for (size_t i = network->offsets[person]; i < network->offsets[person + 1]; i++) {
      uint32_t contact = network->contacts[i];
      if (last_row[contact] == person + 1) {
        fprintf(stderr, "%s: error: the pair %u %u is there twice\n", file,
                (unsigned)person, (unsigned)contact);
        exit(65);
      }
      last_row[contact] = person + 1;
    }
  }
  free(last_row);
}

/// Reads "a b" pairs, one a line, persons numbered from 0; lines that begin with # are skipped.
/// Each pair is given once, in either order. `people` 0 means one more than the largest number.
static inline struct network load_network(const char *file, uint32_t people)
{
  FILE *stream = open_or_exit(file, "r");
  size_t count = 0, capacity = 1 << 16;
  uint32_t(*pairs)[2] = allocate(capacity, sizeof *pairs);
  uint32_t largest = 0;
  char line[256];
  for (size_t number = 1; fgets(line, sizeof line, stream) != NULL; number++) {
    if (line[0] == '#' || line[0] == '\n') {
      continue;
    }
    char *after_first, *after_second;
    unsigned long a = strtoul(line, &after_first, 10);
    unsigned long b = strtoul(after_first, &after_second, 10);
    unsigned long limit = people > 0 ? people : UINT32_MAX - 1;
    if (after_first == line || after_second == after_first || line[0] == '-' || a == b ||
        a >= limit || b >= limit) {
      fprintf(stderr, "%s:%zu: error: expected two different persons below %lu\n", file, number,
              limit);
      exit(65);
    }
    if (count == capacity) {
      capacity *= 2;
      pairs = reallocate(pairs, capacity, sizeof *pairs);
    }
    pairs[count][0] = (uint32_t)a;
    pairs[count][1] = (uint32_t)b;
    count++;
    largest = a > largest ? (uint32_t)a : largest;
    largest = b > largest ? (uint32_t)b : largest;
  }
  fclose(stream);

  struct network network = {.people = people > 0 ? people : largest + 1};
  network.offsets = allocate((size_t)network.people + 1, sizeof *network.offsets);
  network.contacts = allocate(2 * count, sizeof *network.contacts);
  for (size_t i = 0; i < count; i++) {
    network.offsets[pairs[i][0] + 1]++;
    network.offsets[pairs[i][1] + 1]++;
  }
  for (uint32_t person = 0; person < network.people; person++) {
    network.offsets[person + 1] += network.offsets[person];
  }
  size_t *end = allocate(network.people, sizeof *end);
  memcpy(end, network.offsets, network.people * sizeof *end);
  for (size_t i = 0; i < count; i++) {
    uint32_t a = pairs[i][0], b = pairs[i][1];
    network.contacts[end[a]++] = b;
    network.contacts[end[b]++] = a;
  }
  free(end);
  free(pairs);
  reject_repeated_pairs(&network, file);
  return network;
}

static inline void free_network(struct network *network)
{
  free(network->offsets);
  free(network->contacts);
}

/// The argument as a number, or the end of the program: `name` says what was expected.
static inline double number_argument(const char *text, const char *name, double low, double high)
{
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end != '\0' || !(value >= low && value <= high)) {
    fprintf(stderr, "error: %s: expected a number in %g..%g, found '%s'\n", name, low, high, text);
    exit(64);
  }
  return value;
}

/// The same for a count: a whole number.
static inline uint64_t count_argument(const char *text, const char *name, double low, double high)
{
  double value = number_argument(text, name, low, high);
  if (value != (double)(uint64_t)value) {
    fprintf(stderr, "error: %s: expected a whole number, found '%s'\n", name, text);
    exit(64);
  }
  return (uint64_t)value;
}

#endif
