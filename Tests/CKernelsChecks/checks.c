// The interface of the checks.
#include "CKernelsChecks.h"

#include "list.h"

typedef struct named_check {
  const char *name;
  bool (*function)(check_run *run);
} named_check;

static const named_check checks[] = {
    {"registry", check_registry},
    {"choice", check_choice},
    {"logarithms", check_logarithms},
#define BPK_CHECK_ENTRY(name) {#name " f32", check_##name##_f32}, {#name " f64", check_##name##_f64},
    BPK_CHECKS(BPK_CHECK_ENTRY)
#undef BPK_CHECK_ENTRY
};

int bpk_check_count(void) { return (int)(sizeof checks / sizeof *checks); }

const char *bpk_check_name(int index) { return checks[index].name; }

bool bpk_check_run(int index, uint64_t seed, char *message, size_t message_size) {
  // Ends at an inaccessible page, so that no product can use more than `bpk_scratch_bytes()`.
  const guarded scratch = guarded_make((bpk_scratch_bytes() + 63) / 64 * 64, true, 0);
  const guarded prefetched = guarded_make(CHECK_PREFETCHED * sizeof(int32_t), true, 0);
  int32_t *const rows = (int32_t *)prefetched.data;
  for (int32_t i = 0; i < CHECK_PREFETCHED; ++i) rows[i] = i;
  check_run run = {seed, scratch.data, rows, message, message_size};
  message[0] = '\0';
  const bool passed = checks[index].function(&run);
  guarded_free(scratch);
  guarded_free(prefetched);
  return passed;
}
