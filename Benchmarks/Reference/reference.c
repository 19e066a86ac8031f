// The reference scenario, written plainly: the yardstick that kfactor's speed is measured against
// and an independent check of its means. What a competent engineer writes first: one array per
// property, one growing array of events per day, samplers from textbooks. It is not to be tuned.
//
// A day runs in this order: churn; external hits; then signups due and invitations due, again
// until nothing is due. A person is a customer at age a (whole days) if their lifetime T > a, so
// they leave on the first day whose age reaches T.

#define _POSIX_C_SOURCE 200809L
#include "measure.h"
#include "network.h"
#include "random.h"

struct scenario {
  double people;                  // the market
  double initial;                 // customers on day 0, tenure 0
  double organic;                 // external hits per day
  double participation;           // probability, at signup
  double invites;                 // mean of a negative binomial
  double dispersion;              // its variance is mean + mean²/dispersion
  double invite_delay_median;     // days, lognormal, rounded down
  double invite_delay_sigma;
  double conversion;              // probability that an invitation is accepted
  double conversion_delay;        // mean days, geometric on 1, 2, 3, ...
  double churn;                   // share of customers lost in a month of 365.25/12 days
  double days;                    // day 0 to day days − 1
};

static const struct scenario reference_scenario = {
    .people = 1e6,
    .initial = 100e3,
    .organic = 500,
    .participation = 0.20,
    .invites = 4,
    .dispersion = 0.5,
    .invite_delay_median = 5,
    .invite_delay_sigma = 1,
    .conversion = 0.15,
    .conversion_delay = 3,
    .churn = 0.04,
    .days = 450,
};

struct invitation {
  uint32_t advocate, contact;
};

/// Persons, or invitations, that something happens to on one day.
struct people_due {
  uint32_t *items;
  size_t count, capacity;
};

struct invitations_due {
  struct invitation *items;
  size_t count, capacity;
};

enum state { NEVER, CUSTOMER, CHURNED };

enum { TOTAL, ORGANIC, REFERRED, SENT, ACTIVE, WASTED, LEFT, EVENTS, OUTCOMES };

static const char *const outcome_names[OUTCOMES] = {
    "signups_total",        "signups_organic", "signups_referred", "invites_sent",
    "customers_active_end", "invites_wasted",  "churned",          "events",
};

struct simulation {
  struct scenario scenario;
  const struct network *network;
  struct generator luck;
  double hazard;                       // of churn, per day
  uint8_t *state;                      // one per person, an enum state
  uint32_t *shuffled;                  // room for one person's contacts
  struct people_due *leaving;          // one per day
  struct people_due *signing_up;       // one per day
  struct invitations_due *invitations;  // one per day
  double *outcomes;                    // OUTCOMES of them
};

static void add_person(struct people_due *due, uint32_t person)
{
  if (due->count == due->capacity) {
    due->capacity = due->capacity > 0 ? 2 * due->capacity : 64;
    due->items = reallocate(due->items, due->capacity, sizeof *due->items);
  }
  due->items[due->count++] = person;
}

static void add_invitation(struct invitations_due *due, uint32_t advocate, uint32_t contact)
{
  if (due->count == due->capacity) {
    due->capacity = due->capacity > 0 ? 2 * due->capacity : 64;
    due->items = reallocate(due->items, due->capacity, sizeof *due->items);
  }
  due->items[due->count++] = (struct invitation){advocate, contact};
}

/// Draws how many invitations a new advocate makes, to whom, and when.
static void plan_invitations(struct simulation *s, uint32_t advocate, int day)
{
  const struct scenario *scenario = &s->scenario;
  uint32_t contacts = contact_count(s->network, advocate);
  uint64_t drawn = negative_binomial(&s->luck, scenario->invites, scenario->dispersion);
  uint32_t invites = drawn < contacts ? (uint32_t)drawn : contacts;
  if (invites == 0) {
    return;
  }

  memcpy(s->shuffled, s->network->contacts + s->network->offsets[advocate],
         contacts * sizeof *s->shuffled);
  for (uint32_t j = 0; j < invites; j++) {
    uint32_t other = j + uniform_below(&s->luck, contacts - j);
    uint32_t contact = s->shuffled[other];
    s->shuffled[other] = s->shuffled[j];
    double delay = scenario->invite_delay_median *
                   exp(scenario->invite_delay_sigma * normal(&s->luck));
    double due = day + floor(delay);
    if (due < scenario->days) {
      add_invitation(&s->invitations[(int)due], advocate, contact);
    }
  }
}

static void sign_up(struct simulation *s, uint32_t person, int day)
{
  s->state[person] = CUSTOMER;
  double leaves = day + ceil(exponential(&s->luck) / s->hazard);
  if (leaves < s->scenario.days) {
    add_person(&s->leaving[(int)leaves], person);
  }
  if (uniform(&s->luck) < s->scenario.participation) {
    plan_invitations(s, person, day);
  }
}

static void send_invitation(struct simulation *s, struct invitation invitation, int day)
{
  if (s->state[invitation.advocate] != CUSTOMER) {
    return;
  }
  s->outcomes[SENT]++;
  if (s->state[invitation.contact] != NEVER) {
    s->outcomes[WASTED]++;
    return;
  }
  if (uniform(&s->luck) < s->scenario.conversion) {
    double due = day + geometric(&s->luck, s->scenario.conversion_delay);
    if (due < s->scenario.days) {
      add_person(&s->signing_up[(int)due], invitation.contact);
    }
  }
}

static void run_day(struct simulation *s, int day)
{
  const struct people_due *leaving = &s->leaving[day];
  for (size_t i = 0; i < leaving->count; i++) {
    s->state[leaving->items[i]] = CHURNED;
  }
  s->outcomes[LEFT] += (double)leaving->count;

  uint64_t hits = poisson(&s->luck, s->scenario.organic);
  for (uint64_t i = 0; i < hits; i++) {
    uint32_t person = uniform_below(&s->luck, s->network->people);
    if (s->state[person] == NEVER) {
      s->outcomes[ORGANIC]++;
      sign_up(s, person, day);
    }
  }

  // Both arrays may grow, and move, while they are read.
  const struct people_due *signing_up = &s->signing_up[day];
  const struct invitations_due *invitations = &s->invitations[day];
  size_t next_signup = 0, next_invitation = 0;
  while (next_signup < signing_up->count || next_invitation < invitations->count) {
    for (; next_signup < signing_up->count; next_signup++) {
      uint32_t person = signing_up->items[next_signup];
      if (s->state[person] == NEVER) {
        s->outcomes[REFERRED]++;
        sign_up(s, person, day);
      }
    }
    for (; next_invitation < invitations->count; next_invitation++) {
      send_invitation(s, invitations->items[next_invitation], day);
    }
  }
}

/// Simulates one history and writes its outcomes, OUTCOMES numbers.
static void run_replication(struct simulation *s, struct generator luck, double *outcomes)
{
  int days = (int)s->scenario.days;
  uint32_t initial = (uint32_t)s->scenario.initial;
  s->luck = luck;
  s->outcomes = outcomes;
  memset(outcomes, 0, OUTCOMES * sizeof *outcomes);
  memset(s->state, NEVER, s->network->people);
  for (int day = 0; day < days; day++) {
    s->leaving[day].count = 0;
    s->signing_up[day].count = 0;
    s->invitations[day].count = 0;
  }

  for (uint32_t chosen = 0; chosen < initial;) {
    uint32_t person = uniform_below(&s->luck, s->network->people);
    if (s->state[person] == NEVER) {
      sign_up(s, person, 0);
      chosen++;
    }
  }
  for (int day = 0; day < days; day++) {
    run_day(s, day);
  }

  outcomes[TOTAL] = outcomes[ORGANIC] + outcomes[REFERRED];
  outcomes[ACTIVE] = initial + outcomes[TOTAL] - outcomes[LEFT];
  outcomes[EVENTS] = initial + outcomes[TOTAL] + outcomes[LEFT] + outcomes[SENT];
}

static struct simulation make_simulation(struct scenario scenario, const struct network *network)
{
  size_t days = (size_t)scenario.days;
  uint32_t most_contacts = 0;
  for (uint32_t person = 0; person < network->people; person++) {
    uint32_t contacts = contact_count(network, person);
    most_contacts = contacts > most_contacts ? contacts : most_contacts;
  }
  return (struct simulation){
      .scenario = scenario,
      .network = network,
      .hazard = -log1p(-scenario.churn) / (365.25 / 12),
      .state = allocate(network->people, sizeof(uint8_t)),
      .shuffled = allocate(most_contacts, sizeof(uint32_t)),
      .leaving = allocate(days, sizeof(struct people_due)),
      .signing_up = allocate(days, sizeof(struct people_due)),
      .invitations = allocate(days, sizeof(struct invitations_due)),
  };
}

static void free_simulation(struct simulation *s)
{
  for (int day = 0; day < (int)s->scenario.days; day++) {
    free(s->leaving[day].items);
    free(s->signing_up[day].items);
    free(s->invitations[day].items);
  }
  free(s->state);
  free(s->shuffled);
  free(s->leaving);
  free(s->signing_up);
  free(s->invitations);
}

/// Applies one "name=value" argument to the scenario.
static void set(struct scenario *scenario, const char *argument)
{
  struct {
    const char *name;
    double *value, low, high;
    bool whole;
  } fields[] = {
      {"people", &scenario->people, 1, 4e9, true},
      {"initial", &scenario->initial, 0, 4e9, true},
      {"organic", &scenario->organic, 0, 1e9, false},
      {"participation", &scenario->participation, 0, 1, false},
      {"invites", &scenario->invites, 0, 1e6, false},
      {"dispersion", &scenario->dispersion, 1e-6, 1e9, false},
      {"invite_delay_median", &scenario->invite_delay_median, 0, 1e6, false},
      {"invite_delay_sigma", &scenario->invite_delay_sigma, 0, 10, false},
      {"conversion", &scenario->conversion, 0, 1, false},
      {"conversion_delay", &scenario->conversion_delay, 1, 1e6, false},
      {"churn", &scenario->churn, 0, 0.999999, false},
      {"days", &scenario->days, 1, 1e5, true},
  };
  const char *equals = strchr(argument, '=');
  size_t length = equals != NULL ? (size_t)(equals - argument) : 0;
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (length == strlen(fields[i].name) && strncmp(argument, fields[i].name, length) == 0) {
      *fields[i].value =
          fields[i].whole
              ? (double)count_argument(equals + 1, fields[i].name, fields[i].low, fields[i].high)
              : number_argument(equals + 1, fields[i].name, fields[i].low, fields[i].high);
      return;
    }
  }
  fprintf(stderr, "error: '%s': expected name=value, name one of", argument);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    fprintf(stderr, " %s", fields[i].name);
  }
  fprintf(stderr, "\n");
  exit(64);
}

static void print_results(double (*outcomes)[OUTCOMES], size_t replications, double seconds)
{
  printf("{\"program\": \"reference\", \"seconds\": %.6f, \"replications\": %zu", seconds,
         replications);
  for (int k = 0; k < OUTCOMES; k++) {
    printf(", \"%s\": ", outcome_names[k]);
    print_mean_and_sd(&outcomes[0][k], replications, OUTCOMES);
  }
  printf("}\n");
}

int main(int argc, char **argv)
{
  if (argc < 4) {
    fprintf(stderr, "usage: %s EDGES REPLICATIONS SEED [name=value ...]\n", argv[0]);
    return 64;
  }
  size_t replications = (size_t)count_argument(argv[2], "REPLICATIONS", 1, 1e7);
  uint64_t seed = count_argument(argv[3], "SEED", 0, 0x1p53);
  struct scenario scenario = reference_scenario;
  for (int i = 4; i < argc; i++) {
    set(&scenario, argv[i]);
  }
  if (scenario.initial > scenario.people) {
    fprintf(stderr, "error: initial: expected at most people, %.0f\n", scenario.people);
    return 64;
  }

  struct network network = load_network(argv[1], (uint32_t)scenario.people);
  struct simulation simulation = make_simulation(scenario, &network);
  double(*outcomes)[OUTCOMES] = allocate(replications, sizeof *outcomes);

  double start = processor_seconds();
  for (size_t r = 0; r < replications; r++) {
    run_replication(&simulation, make_generator(seed, r), outcomes[r]);
  }
  print_results(outcomes, replications, processor_seconds() - start);

  free(outcomes);
  free_simulation(&simulation);
  free_network(&network);
  return 0;
}
