// Makes one of a program's system calls fail: a library for LD_PRELOAD, used by Scripts/check-faults.py.
//
// Counted are calls about files in one folder alone. The environment says what is to happen:
//
//   FAULT_FOLDER   the folder, as an absolute path
//   FAULT_CALL     the function: open, write, fsync, linkat, rename, close, ftruncate, fchmod or unlink
//   FAULT_NUMBER   which of its calls fails, from 1; 0 for none
//   FAULT_ERROR    the value of errno; 0 makes a write shorter than asked for, instead of failing
//   FAULT_ALWAYS   if set, all later calls of the function fail, too
//   FAULT_NAMED    if set, there are no files without a name (O_TMPFILE)
//   FAULT_COUNTS   a file to which the number of calls is written when the program ends

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int call_count;

static const char *setting(const char *name) {
  const char *text = getenv(name);
  return text ? text : "";
}

/// Whether a path is in the folder, or is the folder.
static int is_watched_path(const char *path) {
  const char *folder = setting("FAULT_FOLDER");
  size_t length = strlen(folder);
  if (length == 0) return 0;
  char absolute[8192];
  if (path[0] != '/') {
    char current[4096];
    if (!getcwd(current, sizeof current)) return 0;
    snprintf(absolute, sizeof absolute, "%s/%s", current, path);
    path = absolute;
  }
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int is_watched(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_watched_path(path);
}

/// Counts a call; whether it has to fail.
static int fails(const char *name) {
  if (strcmp(name, setting("FAULT_CALL")) != 0) return 0;
  int number = atoi(setting("FAULT_NUMBER"));
  int count = atomic_fetch_add(&call_count, 1) + 1;
  return number > 0 && (count == number || (count > number && *setting("FAULT_ALWAYS")));
}

static int failure(void) {
  errno = atoi(setting("FAULT_ERROR"));
  return -1;
}

#define ORIGINAL(type, name, ...)                                     \
  type (*original)(__VA_ARGS__);                                      \
  *(void **)&original = dlsym(RTLD_NEXT, name)

static int open_file(const char *symbol, const char *path, int flags, mode_t mode) {
  ORIGINAL(int, symbol, const char *, int, ...);
  if (is_watched_path(path) && (flags & (O_WRONLY | O_RDWR))) {
    if (*setting("FAULT_NAMED") && (flags & O_TMPFILE) == O_TMPFILE) {
      errno = EOPNOTSUPP;
      return -1;
    }
    if (fails("open")) return failure();
  }
  return original(path, flags, mode);
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file("open64", path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  ORIGINAL(ssize_t, "write", int, const void *, size_t);
  if (is_watched(descriptor) && fails("write")) {
    if (atoi(setting("FAULT_ERROR")) != 0) return failure();
    count = (count + 1) / 2;
  }
  return original(descriptor, bytes, count);
}

int fsync(int descriptor) {
  ORIGINAL(int, "fsync", int);
  return is_watched(descriptor) && fails("fsync") ? failure() : original(descriptor);
}

int close(int descriptor) {
  ORIGINAL(int, "close", int);
  // As a system does, it closes the file and then says that something was lost.
  int is_failing = is_watched(descriptor) && fails("close");
  int result = original(descriptor);
  return is_failing ? failure() : result;
}

int ftruncate(int descriptor, off_t length) {
  ORIGINAL(int, "ftruncate", int, off_t);
  return is_watched(descriptor) && fails("ftruncate") ? failure() : original(descriptor, length);
}

int fchmod(int descriptor, mode_t mode) {
  ORIGINAL(int, "fchmod", int, mode_t);
  return is_watched(descriptor) && fails("fchmod") ? failure() : original(descriptor, mode);
}

int unlink(const char *path) {
  ORIGINAL(int, "unlink", const char *);
  return is_watched_path(path) && fails("unlink") ? failure() : original(path);
}

int rename(const char *from, const char *to) {
  ORIGINAL(int, "rename", const char *, const char *);
  return is_watched_path(to) && fails("rename") ? failure() : original(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  ORIGINAL(int, "linkat", int, const char *, int, const char *, int);
  if (is_watched_path(to) && fails("linkat")) return failure();
  return original(from_folder, from, to_folder, to, flags);
}

__attribute__((destructor)) static void write_count(void) {
  const char *path = setting("FAULT_COUNTS");
  FILE *file = *path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%d\n", atomic_load(&call_count));
  fclose(file);
}
