// The independent cascade of Kempe, Kleinberg, Tardos (2003), doi:10.1145/956750.956769, on an
// edge list: whoever becomes active tries each contact once, and succeeds with probability p. The
// size of a cascade counts the initial persons.
//
// It flips a contact's coin before it asks whether the contact is active already, as cynetdiff
// does, so both programs do the same work; the outcome has the same law either way.

#define _POSIX_C_SOURCE 200809L
#include "measure.h"
#include "network.h"
#include "random.h"

struct cascade {
  const struct network *network;
  uint8_t *active;     // one per person; all 0 between cascades
  uint32_t *reached;   // who is active, in order
  struct generator luck;
};

/// Persons who start every cascade: a count takes the first different ones of the stream
/// splitmix64(seed) modulo people; anything else is the name of a file that lists them.
static uint32_t choose_initial(const char *argument, uint64_t seed, const struct network *network,
                               uint32_t *initial)
{
  uint32_t people = network->people, count = 0;
  uint8_t *chosen = allocate(people, sizeof *chosen);
  char *end;
  unsigned long wanted = strtoul(argument, &end, 10);
  if (*end == '\0' && end != argument) {
    if (wanted > people) {
      fprintf(stderr, "error: INITIAL: expected at most %u persons\n", (unsigned)people);
      exit(64);
    }
    while (count < wanted) {
      uint32_t person = (uint32_t)(splitmix64(&seed) % people);
      if (!chosen[person]) {
        chosen[person] = 1;
        initial[count++] = person;
      }
    }
  } else {
    FILE *stream = open_or_exit(argument, "r");
    unsigned long person;
    while (fscanf(stream, "%lu", &person) == 1) {
      if (person >= people || chosen[person]) {
        fprintf(stderr, "%s: error: person %lu is not in the network, or is there twice\n",
                argument, person);
        exit(65);
      }
      chosen[person] = 1;
      initial[count++] = (uint32_t)person;
    }
    if (!feof(stream)) {
      fprintf(stderr, "%s: error: expected only numbers\n", argument);
      exit(65);
    }
    fclose(stream);
  }
  free(chosen);
  return count;
}

/// Runs one cascade and returns its size.
static uint32_t run_cascade(struct cascade *c, const uint32_t *initial, uint32_t initial_count,
                            double probability)
{
  uint32_t count = 0;
  for (uint32_t i = 0; i < initial_count; i++) {
    c->active[initial[i]] = 1;
    c->reached[count++] = initial[i];
  }
  for (uint32_t next = 0; next < count; next++) {
    uint32_t person = c->reached[next];
    for (size_t i = c->network->offsets[person]; i < c->network->offsets[person + 1]; i++) {
      uint32_t contact = c->network->contacts[i];
      if (uniform(&c->luck) < probability && !c->active[contact]) {
        c->active[contact] = 1;
        c->reached[count++] = contact;
      }
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    c->active[c->reached[i]] = 0;
  }
  return count;
}

int main(int argc, char **argv)
{
  if (argc != 6) {
    fprintf(stderr, "usage: %s EDGES PROBABILITY INITIAL CASCADES SEED\n", argv[0]);
    return 64;
  }
  double probability = number_argument(argv[2], "PROBABILITY", 0, 1);
  size_t cascades = (size_t)count_argument(argv[4], "CASCADES", 1, 1e9);
  uint64_t seed = count_argument(argv[5], "SEED", 0, 0x1p53);
  struct network network = load_network(argv[1], 0);
  uint32_t *initial = allocate(network.people, sizeof *initial);
  uint32_t initial_count = choose_initial(argv[3], seed, &network, initial);
  uint64_t initial_sum = 0;
  for (uint32_t i = 0; i < initial_count; i++) {
    initial_sum += initial[i];
  }

  struct cascade cascade = {
      .network = &network,
      .active = allocate(network.people, sizeof(uint8_t)),
      .reached = allocate(network.people, sizeof(uint32_t)),
      .luck = make_generator(seed, 0),
  };
  double *sizes = allocate(cascades, sizeof *sizes);
  double start = processor_seconds();
  for (size_t i = 0; i < cascades; i++) {
    sizes[i] = run_cascade(&cascade, initial, initial_count, probability);
  }
  double seconds = processor_seconds() - start;

  printf("{\"program\": \"cascade\", \"people\": %u, \"probability\": %g, \"initial\": %u, "
         "\"initial_sum\": %llu, \"cascades\": %zu, \"seconds\": %.6f, "
         "\"cascades_per_second\": %.3f, \"size\": ",
         (unsigned)network.people, probability, (unsigned)initial_count,
         (unsigned long long)initial_sum, cascades, seconds, (double)cascades / seconds);
  print_mean_and_sd(sizes, cascades, 1);
  printf("}\n");

  free(sizes);
  free(cascade.active);
  free(cascade.reached);
  free(initial);
  free_network(&network);
  return 0;
}
