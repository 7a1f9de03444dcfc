// The constants of functions by their names, for exported models.
#include "kernels.h"

#include "functions/constants.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NUMBER(name) {#name, 1, 1, &name##_f32, &name##_f64}
#define NUMBER_F32(name) {#name, 1, 0, &name##_f32, NULL}
#define ARRAY(name) {#name, COUNT(name##_f32), COUNT(name##_f64), name##_f32, name##_f64}
#define ARRAY_F32(name) {#name, COUNT(name##_f32), 0, name##_f32, NULL}

static const bpk_constant constants[] = {
    NUMBER(half),
    NUMBER(rounder),
    NUMBER(exp_limit),
    NUMBER(exp_rounder),
    NUMBER(log2_e),
    NUMBER(ln2_high),
    NUMBER(ln2_low),
    ARRAY(exp_coefficients),
    NUMBER(sigmoid_limit),
    NUMBER(sigmoid_least),
    NUMBER_F32(eighths_per_unit),
    NUMBER_F32(eighth_high),
    NUMBER_F32(eighth_low),
    ARRAY_F32(eighth_coefficients),
    ARRAY(softplus_coefficients),
    NUMBER(gelu_limit),
    NUMBER(gelu_pole),
    NUMBER(gelu_stretch),
    NUMBER(gelu_shift),
    ARRAY(gelu_coefficients),
    NUMBER(gelu_tanh_limit),
    NUMBER(gelu_tanh_c1),
    NUMBER(gelu_tanh_c1_low),
    NUMBER(gelu_tanh_c2),
    NUMBER(gelu_tanh_c2_low),
};

size_t bpk_constant_count(void) { return COUNT(constants); }

const bpk_constant *bpk_constant_at(size_t index) { return &constants[index]; }

uint32_t bpk_eighth_bits(size_t index) { return (uint32_t)bpk_eighths[index]; }
