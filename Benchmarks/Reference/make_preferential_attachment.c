// Writes a preferential-attachment network as an edge list, one "a b" pair a line, no self loops,
// no pair twice (Barabási, Albert 1999, doi:10.1126/science.286.5439.509).
//
// The first m + 1 persons all know each other. Every later person, in order of number, chooses m
// different earlier persons, each with probability proportional to its contacts so far. The mean
// number of contacts is 2m − m(m+1)/people, and the share of persons with k ≥ m contacts tends to
// 2m(m+1)/(k(k+1)(k+2)).
//
// An earlier person who is an endpoint of c pairs stands c times in the list of endpoints, so a
// uniform choice from the list is the choice wanted (Batagelj, Brandes 2005,
// doi:10.1103/PhysRevE.71.036113): O(pairs).

#include "network.h"
#include "random.h"

int main(int argc, char **argv)
{
  if (argc != 5) {
    fprintf(stderr, "usage: %s PEOPLE CONTACTS_PER_NEWCOMER SEED FILE\n", argv[0]);
    return 64;
  }
  uint32_t m = (uint32_t)count_argument(argv[2], "CONTACTS_PER_NEWCOMER", 1, 1000);
  uint32_t people = (uint32_t)count_argument(argv[1], "PEOPLE", m + 1, 200e6);
  struct generator luck = make_generator(count_argument(argv[3], "SEED", 0, 0x1p53), 0);
  FILE *stream = open_or_exit(argv[4], "w");

  size_t pairs = (size_t)m * (m + 1) / 2 + (size_t)(people - m - 1) * m;
  if (2 * pairs > UINT32_MAX) {
    fprintf(stderr, "error: %zu pairs are more than this program can hold\n", pairs);
    return 64;
  }
  uint32_t *endpoints = allocate(2 * pairs, sizeof *endpoints);
  uint32_t count = 0;
  for (uint32_t b = 1; b <= m; b++) {
    for (uint32_t a = 0; a < b; a++) {
      endpoints[count++] = b;
      endpoints[count++] = a;
    }
  }
  for (uint32_t newcomer = m + 1; newcomer < people; newcomer++) {
    uint32_t earlier = count;  // the newcomer's own pairs are not to be chosen from
    while (count < earlier + 2 * m) {
      uint32_t chosen = endpoints[uniform_below(&luck, earlier)];
      bool repeated = false;
      for (uint32_t i = earlier + 1; i < count; i += 2) {
        repeated = repeated || endpoints[i] == chosen;
      }
      if (!repeated) {
        endpoints[count++] = newcomer;
        endpoints[count++] = chosen;
      }
    }
  }

  for (uint32_t i = 0; i < count; i += 2) {
    fprintf(stream, "%u %u\n", (unsigned)endpoints[i], (unsigned)endpoints[i + 1]);
  }
  free(endpoints);
  if (ferror(stream) | fclose(stream)) {
    perror(argv[4]);
    return 74;
  }
  return 0;
}
