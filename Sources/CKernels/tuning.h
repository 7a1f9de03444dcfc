// The numbers that choose among ways to the same bytes. The best ones depend on a processor's caches and
// units.
//
// These are the defaults, measured on AMD Zen 4 and Zen 5 and Intel Sapphire Rapids. A set with better ones
// defines them before it includes this header. To measure a number, change it, and compare the builds before
// and after: `Scripts/compare-builds.sh` for training, `bpnet-bench gemm --shape MxKxN --isa SET`
// (`--transpose nt` backward, `tn` for gradients) for the products named. NOTES.md says what the values were
// chosen from.
#ifndef BPK_TUNING_H
#define BPK_TUNING_H

// Passes through networks.

/// A layer of at most so many weights is passed through directly, where a product's calls would cost more
/// than its arithmetic; forward for up to so many rows. Training of 2,5,1 in batches of 1 to 8, and of
/// 16,64,1 in such of 1.
#ifndef BPK_DIRECT_WEIGHTS
#define BPK_DIRECT_WEIGHTS 1024
#endif
#ifndef BPK_DIRECT_ROWS
#define BPK_DIRECT_ROWS 4
#endif

/// The most inputs of a layer of one output whose gradient is made by chains side by side: more inputs take
/// fewer chains of vectors along the inputs. Training of 8,1 and 12,1 in batches of 100.
#ifndef BPK_CHAINED_SINGLE_INPUTS
#define BPK_CHAINED_SINGLE_INPUTS 7
#endif

// Products. Sizes are of m×k×n: rows of C, terms of a sum, columns of C.

/// B is packed if it is larger than this and has at least so many rows of C to serve. Forward 100x1000x300
/// and 128x1024x1024.
#ifndef BPK_PACKED_BYTES
#define BPK_PACKED_BYTES (3 << 20)
#endif
#ifndef BPK_PACKED_ROWS
#define BPK_PACKED_ROWS 96
#endif

/// The most terms of a sum in a panel of B that serves all rows of A at once. Backward 64x1024x512.
#ifndef BPK_PANEL_DEPTH
#define BPK_PANEL_DEPTH 512
#endif

/// Packed products of more rows than this are blocked over the rows of A, too. Backward 160x1024x512.
#ifndef BPK_TALL_ROWS
#define BPK_TALL_ROWS 168
#endif

/// The most terms of a sum, and rows of A, in one of these blocks: A's part and a panel of B fit the
/// second-level cache together. Forward 1024x1024x1024 and 2048x2048x2048.
#ifndef BPK_BLOCK_DEPTH
#define BPK_BLOCK_DEPTH 1024
#endif
#ifndef BPK_BLOCK_ROWS_f32
#define BPK_BLOCK_ROWS_f32 84
#endif
#ifndef BPK_BLOCK_ROWS_f64
#define BPK_BLOCK_ROWS_f64 56
#endif

/// The elements of C whose chains are completed before what follows the product is applied to them. Training
/// of 784,512,512,10 in batches of 128.
#ifndef BPK_BLOCK_ELEMENTS
#define BPK_BLOCK_ELEMENTS 8192
#endif

/// From so many rows on, a multiple of so many bytes apart, A is copied for a product of so many columns or
/// more. Forward 48x1024x256 and 128x512x512.
#ifndef BPK_ALIASED_ROWS
#define BPK_ALIASED_ROWS 48
#endif
#ifndef BPK_ALIASED_BYTES
#define BPK_ALIASED_BYTES 4096
#endif
#ifndef BPK_ALIASED_COLUMNS
#define BPK_ALIASED_COLUMNS 64
#endif

/// Several rows need chains of this length for a product with a transpose from registers: shorter ones fill
/// too little of a block. Backward 4x10x30 and 4x30x64.
#ifndef BPK_TRANSPOSED_DEPTH
#define BPK_TRANSPOSED_DEPTH 16
#endif

/// A narrow product is computed sideways if it has at least so many rows a column. Forward 100x10x1 and
/// 60x50x2.
#ifndef BPK_NARROW_ROWS
#define BPK_NARROW_ROWS 8
#endif

/// Up to this k a product spends its time on writing C, which is done so many rows at a time if C is larger
/// than this. Forward 128x1x512 and 128x10x512.
#ifndef BPK_SHALLOW_DEPTH
#define BPK_SHALLOW_DEPTH 10
#endif
#ifndef BPK_SHALLOW_ROWS
#define BPK_SHALLOW_ROWS 6
#endif
#ifndef BPK_SHALLOW_BYTES
#define BPK_SHALLOW_BYTES (48 << 10)
#endif

#endif
