// Time used and what was found, for the JSON line that each reference program prints.
// A program that includes this defines _POSIX_C_SOURCE first, for clock_gettime.

#ifndef REFERENCE_MEASURE_H
#define REFERENCE_MEASURE_H

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

/// Processor time of this process so far: other programs on the machine do not count.
static inline double processor_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Prints {"mean": ..., "sd": ...} of `count` values that lie `stride` apart. The standard
/// deviation is that of a sample, and null for one value.
static inline void print_mean_and_sd(const double *values, size_t count, size_t stride)
{
  double mean = 0, squares = 0;
  for (size_t i = 0; i < count; i++) {
    mean += values[i * stride] / (double)count;
  }
  for (size_t i = 0; i < count; i++) {
    double deviation = values[i * stride] - mean;
    squares += deviation * deviation;
  }
  printf("{\"mean\": %.4f, \"sd\": ", mean);
  if (count > 1) {
    printf("%.4f}", sqrt(squares / (double)(count - 1)));
  } else {
    printf("null}");
  }
}

#endif
