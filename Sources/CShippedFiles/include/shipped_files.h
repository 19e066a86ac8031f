#ifndef SHIPPED_FILES_H
#define SHIPPED_FILES_H

#include <stddef.h>

/// A file of this repository that is part of the program.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} shipped_file;

size_t shipped_file_count(void);

/// index: below the count.
shipped_file shipped_file_at(size_t index);

#endif
