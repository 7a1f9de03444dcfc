// The constants of functions, of the kernels and of exported models (constants.c has the list of names).
//
// Comments in the functions' headers say what they are. Names end with the element type.

#ifndef BPK_FUNCTION_CONSTANTS
#define BPK_FUNCTION_CONSTANTS

#include <stdint.h>

/// The number whose addition rounds to whole numbers, and one half.
static const float rounder_f32 = 0x1.8p23f, half_f32 = 0.5f;
static const double rounder_f64 = 0x1.8p52, half_f64 = 0.5;

// exp.h

enum { exp_degree_f32 = 5, exp_degree_f64 = 9 };
static const float exp_coefficients_f32[] = {0x1p-1f,         0x1.555554p-3f,  0x1.5554eap-5f,
                                             0x1.1113acp-7f, 0x1.6d4c5ep-10f, 0x1.9c5598p-13f};
static const double exp_coefficients_f64[] = {
    0x1p-1,
    0x1.555555555553ep-3,
    0x1.5555555553b00p-5,
    0x1.1111111118cdcp-7,
    0x1.6c16c17a023c9p-10,
    0x1.a01a0171a7349p-13,
    0x1.a019b3943c8ffp-16,
    0x1.71de97c8b35a5p-19,
    0x1.28976c566191dp-22,
    0x1.ae480f469f1b6p-26,
};
/// Below minus this s is 0.
static const float exp_limit_f32 = 88.0f;
static const double exp_limit_f64 = 709.0;
/// `rounder` and the exponent's bias.
static const float exp_rounder_f32 = 0x1.8p23f + 127;
static const double exp_rounder_f64 = 0x1.8p52 + 1023;
static const float log2_e_f32 = 0x1.715476p0f;
static const double log2_e_f64 = 0x1.71547652b82fep0;
static const float ln2_high_f32 = 0x1.62e4p-1f, ln2_low_f32 = 0x1.7f7d1cp-20f;
static const double ln2_high_f64 = 0x1.62e42fefa38p-1, ln2_low_f64 = 0x1.ef35793c7673p-45;

// softmax.h

/// The least dividend with an exact remainder in `quotient`, and some more.
static const float least_dividend_f32 = 0x1p-64f;
static const double least_dividend_f64 = 0x1p-512;

// sigmoid.h

/// Minus the logarithms of the smallest normal numbers, rounded towards 0.
static const float sigmoid_limit_f32 = 87.33654f;
static const double sigmoid_limit_f64 = 708.3964185322641;
/// The lower bound of z: below it 1 + exp(z) is 1, and exp(z) could be subnormal, which is slow.
static const float sigmoid_least_f32 = -40;
static const double sigmoid_least_f64 = -40;

/// 8 / ln 2, and ln 2 / 8 in two parts, the first of which has an exact product with n.
static const float eighths_per_unit_f32 = 0x1.715476p3f;
static const float eighth_high_f32 = 0x1.62ep-4f, eighth_low_f32 = 0x1.0bfbe8p-18f;
/// The coefficients of w for |r| ≤ ln 2 / 16; the error of t is below 2^-32.
static const float eighth_coefficients_f32[] = {0x1p-1f, 0x1.555c76p-3f, 0x1.554842p-5f};

/// The table of `v_eighth_power`, repeated for registers of 16 lanes: the bits of 2^(i / 8) minus i shifted
/// left by `BPK_EIGHTHS_SHIFT`. Adding n shifted likewise gives the bits of 2^(n / 8), since the integer part
/// of n / 8 is added to the exponent.
enum { BPK_EIGHTHS_SHIFT = 20 };
#define BPK_EIGHTH(i, bits) ((bits) - ((i) << BPK_EIGHTHS_SHIFT))
#define BPK_EIGHTHS                                                                    \
  BPK_EIGHTH(0, 0x3F800000), BPK_EIGHTH(1, 0x3F8B95C2), BPK_EIGHTH(2, 0x3F9837F0),     \
      BPK_EIGHTH(3, 0x3FA5FED7), BPK_EIGHTH(4, 0x3FB504F3), BPK_EIGHTH(5, 0x3FC5672A), \
      BPK_EIGHTH(6, 0x3FD744FD), BPK_EIGHTH(7, 0x3FEAC0C7)
static const int32_t bpk_eighths[] = {BPK_EIGHTHS, BPK_EIGHTHS};

// softplus.h

enum { softplus_degree_f32 = 4, softplus_degree_f64 = 9 };
static const float softplus_coefficients_f32[] = {
    0x1.555556p-1f, 0x1.9998d4p-2f, 0x1.24c926p-2f, 0x1.bc8cf8p-3f, 0x1.dba26p-3f,
};
static const double softplus_coefficients_f64[] = {
    0x1.5555555555555p-1, 0x1.999999999a3ddp-2, 0x1.24924923d44c6p-2, 0x1.c71c727143318p-3,
    0x1.745cf0b0e03bdp-3, 0x1.3b18b294bebf9p-3, 0x1.10ac75dc602b1p-3, 0x1.eb905e8575054p-4,
    0x1.687a6e7c95176p-4, 0x1.4b0a26c5f2aefp-3,
};

// gelu.h

static const float gelu_limit_f32 = 13.26f;
static const double gelu_limit_f64 = 37.655;
static const float gelu_pole_f32 = 4;
static const double gelu_pole_f64 = 5;
static const float gelu_stretch_f32 = 0x1.4d3988p3f, gelu_shift_f32 = 0x1.9a731p0f;
static const double gelu_stretch_f64 = 0x1.6a7db49a99719p3, gelu_shift_f64 = 0x1.43fc542a8f1c2p0;
enum { gelu_degree_f32 = 10, gelu_degree_f64 = 22 };
static const float gelu_coefficients_f32[] = {
    0x1.d6c326p-1f, 0x1.42bbecp-1f, 0x1.44935ep-2f, 0x1.c804f2p-4f, 0x1.76c9fp-6f, 0x1.22d1eep-12f,
    -0x1.3339eap-10f, -0x1.3fb18cp-13f, 0x1.15c3ep-14f, 0x1.724918p-17f, -0x1.22847cp-18f,
};
static const double gelu_coefficients_f64[] = {
    0x1.b58542ec0319bp-1, 0x1.67942519d6eb7p-1, 0x1.ef08d482bc379p-2, 0x1.1a8e2b2ff9eeep-2,
    0x1.0528ade99b09fp-3, 0x1.733756d7453a3p-5, 0x1.62a831e2af76bp-7, 0x1.aefb98d94cep-11,
    -0x1.0db634cfdb6d3p-11, -0x1.865288628f1fp-13, 0x1.534d80f71aaa2p-18, 0x1.1f30d7ac25733p-16,
    0x1.c5548856c6d8dp-20, -0x1.97a5feae41ddfp-20, -0x1.21b3229f0a82dp-22, 0x1.4887ab1ceb3d3p-23,
    0x1.0fe445af2ededp-25, -0x1.30f82e1a9bd86p-26, -0x1.bfbfc79ed644cp-29, 0x1.1aeaacb5877dcp-29,
    0x1.4cf903bc8f2ecp-32, -0x1.618ed9197f8f3p-33, -0x1.8800d004cedfap-36,
};
/// φ(0) = 1 / √(2π).
static const float gelu_density_f32 = 0x1.988454p-2f;
static const double gelu_density_f64 = 0x1.9884533d43651p-2;

// gelu_tanh.h

/// The |x| beyond which σ(−|p|) is 0.
static const float gelu_tanh_limit_f32 = 10.1f;
static const double gelu_tanh_limit_f64 = 21.2;
/// c₁ = √(8/π), c₂ = 0.044715 c₁, each in two parts.
static const float gelu_tanh_c1_f32 = 0x1.988454p0f, gelu_tanh_c1_low_f32 = -0x1.857936p-25f;
static const double gelu_tanh_c1_f64 = 0x1.9884533d43651p0, gelu_tanh_c1_low_f64 = -0x1.cbc0d30ebfd15p-54;
static const float gelu_tanh_c2_f32 = 0x1.2444f2p-4f, gelu_tanh_c2_low_f32 = 0x1.49b16ap-29f;
static const double gelu_tanh_c2_f64 = 0x1.2444f2a4d8b4bp-4, gelu_tanh_c2_low_f64 = -0x1.6c843a29d1c7p-61;

#endif
