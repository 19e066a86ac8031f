// Random numbers for the reference programs: one ordinary generator and textbook samplers,
// every one of them a few calls of libm. Nothing here is tabulated or vectorised, on purpose.

#ifndef REFERENCE_RANDOM_H
#define REFERENCE_RANDOM_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/// xoshiro256++ 1.0 (Blackman, Vigna 2021, doi:10.1145/3460772), and the second normal of a pair.
struct generator {
  uint64_t state[4];
  double spare_normal;
  bool has_spare_normal;
};

/// splitmix64: fills the state of a generator, and is a stream of its own in cascade.c.
static inline uint64_t splitmix64(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// The generator of replication `replication` of `seed`; the order of replications is no matter.
static inline struct generator make_generator(uint64_t seed, uint64_t replication)
{
  struct generator g = {.has_spare_normal = false};
  uint64_t mixed = splitmix64(&seed) + replication;
  // Mixed once more, or replication 1 of a seed would start one step into replication 0.
  mixed = splitmix64(&mixed);
  for (int i = 0; i < 4; i++) {
    g.state[i] = splitmix64(&mixed);
  }
  return g;
}

static inline uint64_t rotate_left(uint64_t x, int k)
{
  return (x << k) | (x >> (64 - k));
}

static inline uint64_t next_bits(struct generator *g)
{
  uint64_t *s = g->state;
  uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left(s[3], 45);
  return result;
}

/// Uniform in the open interval 0..1, so its logarithm is finite.
static inline double uniform(struct generator *g)
{
  return ((double)(next_bits(g) >> 12) + 0.5) * 0x1p-52;
}

/// Uniform in 0..<bound, without bias; `bound` is at least 1.
/// Lemire (2019), doi:10.1145/3230636.
static inline uint32_t uniform_below(struct generator *g, uint32_t bound)
{
  uint64_t product = (next_bits(g) >> 32) * bound;
  if ((uint32_t)product < bound) {
    uint32_t threshold = -bound % bound;
    while ((uint32_t)product < threshold) {
      product = (next_bits(g) >> 32) * bound;
    }
  }
  return (uint32_t)(product >> 32);
}

static inline double exponential(struct generator *g)
{
  return -log(uniform(g));
}

/// On 1, 2, 3, ... with the given mean, which is at least 1.
static inline double geometric(struct generator *g, double mean)
{
  return mean > 1 ? ceil(log(uniform(g)) / log1p(-1 / mean)) : 1;
}

/// Standard normal: Box, Muller (1958), doi:10.1214/aoms/1177706645.
static inline double normal(struct generator *g)
{
  if (g->has_spare_normal) {
    g->has_spare_normal = false;
    return g->spare_normal;
  }
  double radius = sqrt(-2 * log(uniform(g)));
  double angle = 6.283185307179586 * uniform(g);
  g->spare_normal = radius * sin(angle);
  g->has_spare_normal = true;
  return radius * cos(angle);
}

/// Gamma with scale 1: Marsaglia, Tsang (2000), doi:10.1145/358407.358414. A shape below 1 is
/// raised by 1 and the result multiplied by U^(1/shape), as their section 6 says.
static inline double standard_gamma(struct generator *g, double shape)
{
  double raised = shape < 1 ? shape + 1 : shape;
  double d = raised - 1.0 / 3;
  double c = 1 / sqrt(9 * d);
  for (;;) {
    double x = normal(g);
    double v = 1 + c * x;
    if (v <= 0) {
      continue;
    }
    v = v * v * v;
    if (log(uniform(g)) < 0.5 * x * x + d * (1 - v + log(v))) {
      return shape < 1 ? d * v * pow(uniform(g), 1 / shape) : d * v;
    }
  }
}

/// Poisson. Below a mean of 10, by multiplying uniforms (Knuth, TAOCP 2, 3.4.1); from there on,
/// PTRS (Hörmann 1993, doi:10.1016/0167-6687(93)90997-4).
static inline uint64_t poisson(struct generator *g, double mean)
{
  if (mean < 10) {
    double limit = exp(-mean);
    double product = uniform(g);
    uint64_t count = 0;
    while (product > limit) {
      product *= uniform(g);
      count++;
    }
    return count;
  }
  double log_mean = log(mean);
  double b = 0.931 + 2.53 * sqrt(mean);
  double a = -0.059 + 0.02483 * b;
  double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  double v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    double u = uniform(g) - 0.5;
    double v = uniform(g);
    double us = 0.5 - fabs(u);
    double k = floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) {
      return (uint64_t)k;
    }
    if (k < 0 || (us < 0.013 && v > us)) {
      continue;
    }
    if (log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - lgamma(k + 1)) {
      return (uint64_t)k;
    }
  }
}

/// Negative binomial with variance mean + mean²/dispersion, as a Poisson of a gamma mean.
static inline uint64_t negative_binomial(struct generator *g, double mean, double dispersion)
{
  return poisson(g, standard_gamma(g, dispersion) * mean / dispersion);
}

#endif
