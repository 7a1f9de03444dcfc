// Vectors of 256 bits for the product of one row with a transpose (single_row_template.h), for AVX2 and, with
// twice the registers, AVX-512.
#define BPK_HAS_ROWS

enum { row_lanes_f32 = 8, row_columns_f32 = 4 };
typedef __m256 row_vector_f32;

BPK_INLINE row_vector_f32 row_splat_f32(float s) { return _mm256_set1_ps(s); }
BPK_INLINE row_vector_f32 row_load_f32(const float *p) { return _mm256_loadu_ps(p); }
BPK_INLINE void row_store_f32(float *p, row_vector_f32 x) { _mm256_storeu_ps(p, x); }
BPK_INLINE row_vector_f32 row_fma_f32(row_vector_f32 a, row_vector_f32 b, row_vector_f32 c) {
  return _mm256_fmadd_ps(a, b, c);
}
BPK_INLINE __m256 load_halves_f32(const float *upper, const float *lower) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(upper)), _mm_loadu_ps(lower), 1);
}
BPK_INLINE void row_load_columns_f32(row_vector_f32 *x, const float *upper, const float *lower,
                                     size_t stride) {
  __m256 rows[4];
  BPK_UNROLL
  for (size_t i = 0; i < 4; ++i) rows[i] = load_halves_f32(upper + i * stride, lower + i * stride);
  const __m256 a = _mm256_unpacklo_ps(rows[0], rows[2]), b = _mm256_unpackhi_ps(rows[0], rows[2]);
  const __m256 c = _mm256_unpacklo_ps(rows[1], rows[3]), d = _mm256_unpackhi_ps(rows[1], rows[3]);
  x[0] = _mm256_unpacklo_ps(a, c), x[1] = _mm256_unpackhi_ps(a, c);
  x[2] = _mm256_unpacklo_ps(b, d), x[3] = _mm256_unpackhi_ps(b, d);
}

enum { row_lanes_f64 = 4, row_columns_f64 = 2 };
typedef __m256d row_vector_f64;

BPK_INLINE row_vector_f64 row_splat_f64(double s) { return _mm256_set1_pd(s); }
BPK_INLINE row_vector_f64 row_load_f64(const double *p) { return _mm256_loadu_pd(p); }
BPK_INLINE void row_store_f64(double *p, row_vector_f64 x) { _mm256_storeu_pd(p, x); }
BPK_INLINE row_vector_f64 row_fma_f64(row_vector_f64 a, row_vector_f64 b, row_vector_f64 c) {
  return _mm256_fmadd_pd(a, b, c);
}
BPK_INLINE __m256d load_halves_f64(const double *upper, const double *lower) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(upper)), _mm_loadu_pd(lower), 1);
}
BPK_INLINE void row_load_columns_f64(row_vector_f64 *x, const double *upper, const double *lower,
                                     size_t stride) {
  const __m256d even = load_halves_f64(upper, lower), odd = load_halves_f64(upper + stride, lower + stride);
  x[0] = _mm256_unpacklo_pd(even, odd), x[1] = _mm256_unpackhi_pd(even, odd);
}
