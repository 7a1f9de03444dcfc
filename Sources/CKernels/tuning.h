// Thresholds and block sizes that choose among algorithms with the same results. The best values depend on a
// processor's caches and execution units.
//
// These are the defaults, measured on AMD Zen 4 and Zen 5 and Intel Sapphire Rapids. A set with better ones
// defines them before it includes this header. To measure a number, change it and compare the builds before
// and after: `Scripts/compare-builds.sh` for training, `bpnet-bench gemm --shape MxKxN --isa SET`
// (`--transpose nt` for backward, `tn` for gradients) for the products named. NOTES.md has the measurements.
#ifndef BPK_TUNING_H
#define BPK_TUNING_H

// Passes through networks.

/// The maximum numbers of weights of a layer, and of rows in a forward pass, for which a layer is computed
/// directly, because the calls of a product would take longer than its arithmetic. Training of 2,5,1 in
/// batches of 1 to 8, and of 16,64,1 in batches of 1.
#ifndef BPK_DIRECT_WEIGHTS
#define BPK_DIRECT_WEIGHTS 1024
#endif
#ifndef BPK_DIRECT_ROWS
#define BPK_DIRECT_ROWS 4
#endif

/// The maximum number of inputs of a layer with one output whose gradient is computed by a chain for each
/// input; for more inputs vectors run along the inputs. Training of 8,1 and 12,1 in batches of 100.
#ifndef BPK_CHAINED_SINGLE_INPUTS
#define BPK_CHAINED_SINGLE_INPUTS 7
#endif

// Products. Sizes are of m×k×n: rows of C, terms of a sum, columns of C.

/// B is packed if it, or what its rows span, is larger than this and C has at least this many rows. Forward
/// 100x1000x300 and 128x1024x1024.
#ifndef BPK_PACKED_BYTES
#define BPK_PACKED_BYTES (3 << 20)
#endif
#ifndef BPK_PACKED_ROWS
#define BPK_PACKED_ROWS 96
#endif

/// The maximum k of a panel of B that is multiplied with all rows of A at once. Backward 64x1024x512.
#ifndef BPK_PANEL_DEPTH
#define BPK_PANEL_DEPTH 512
#endif

/// Packed products with more rows than this are also blocked over the rows of A. Backward 160x1024x512.
#ifndef BPK_TALL_ROWS
#define BPK_TALL_ROWS 168
#endif

/// The maximum k and rows of such a block of A, which fits into the second-level cache together with a panel
/// of B. Forward 1024x1024x1024 and 2048x2048x2048.
#ifndef BPK_BLOCK_DEPTH
#define BPK_BLOCK_DEPTH 1024
#endif
#ifndef BPK_BLOCK_ROWS_f32
#define BPK_BLOCK_ROWS_f32 84
#endif
#ifndef BPK_BLOCK_ROWS_f64
#define BPK_BLOCK_ROWS_f64 56
#endif

/// The bytes from which on B is packed, and the blocks, for tiles of four vectors, which read rows of B that
/// lie apart more often than those of two. Up to these bytes they also read A without a copy: their six rows
/// fit into one set of a cache. Forward 256x784x512, 784x784x256 and 128x1024x128, gradients 128x512x512,
/// 512x512x512 and 1024x1024x1024.
#ifndef BPK_WIDE_PACKED_BYTES
#define BPK_WIDE_PACKED_BYTES (896 << 10)
#endif
#ifndef BPK_WIDE_BLOCK_DEPTH
#define BPK_WIDE_BLOCK_DEPTH 768
#endif
#ifndef BPK_WIDE_BLOCK_ROWS_f32
#define BPK_WIDE_BLOCK_ROWS_f32 126
#endif
#ifndef BPK_WIDE_BLOCK_ROWS_f64
#define BPK_WIDE_BLOCK_ROWS_f64 60
#endif

/// The number of elements of C that are completed before the epilogue is applied to them, while they are in
/// the cache. Training of 784,512,512,10 in batches of 128.
#ifndef BPK_BLOCK_ELEMENTS
#define BPK_BLOCK_ELEMENTS 8192
#endif

/// A is copied if it has at least this many rows, a multiple of this many bytes apart, and C has at least
/// this many columns. Forward 48x1024x256 and 128x512x512.
#ifndef BPK_ALIASED_ROWS
#define BPK_ALIASED_ROWS 48
#endif
#ifndef BPK_ALIASED_BYTES
#define BPK_ALIASED_BYTES 4096
#endif
#ifndef BPK_ALIASED_COLUMNS
#define BPK_ALIASED_COLUMNS 64
#endif

/// The minimum k for which several rows are multiplied with a transpose in registers; for shorter chains too
/// little of a block is used. Backward 4x10x30 and 4x30x64.
#ifndef BPK_TRANSPOSED_DEPTH
#define BPK_TRANSPOSED_DEPTH 16
#endif

/// The maximum number of rows of a product with a transpose that is computed as its transpose. Backward
/// 16x128x784, 32x784x30, 64x512x100 and 128x512x512.
#ifndef BPK_SWAPPED_ROWS
#define BPK_SWAPPED_ROWS 64
#endif

/// The rows of B, and of A's transpose, are prefetched if they span more bytes than this, so many rows ahead.
/// Forward 128x784x128 and 256x784x512, gradient 128x784x128 and 784x128x512.
#ifndef BPK_NEAR_BYTES
#define BPK_NEAR_BYTES (24 << 10)
#endif
#ifndef BPK_ROWS_AHEAD
#define BPK_ROWS_AHEAD 8
#endif

/// Whether products whose B has at most so many bytes are computed by tiles of four vectors instead of two,
/// which load fewer operands for each multiply-add, but B more often. Forward 64x784x128 and 64x784x512,
/// gradients 128x128x128 and 784x128x512.
#ifndef BPK_PREFERS_WIDE_TILES
#define BPK_PREFERS_WIDE_TILES false
#endif
#ifndef BPK_WIDE_TILE_BYTES
#define BPK_WIDE_TILE_BYTES (1 << 20)
#endif

/// The parts of a vector that take a tile's time one by one.
#ifdef BPK_HAS_HALVES
#define BPK_VECTOR_PARTS 2
#else
#define BPK_VECTOR_PARTS 1
#endif

/// One row is multiplied with a few columns of the transpose at a time from this k on, which is at least 128
/// bits, unless its rows are a multiple of this many bytes apart: groups of 32 rows would share four sets of
/// the first-level cache, or fewer. Backward 1x7x33, 1x256x64 and 1x512x512.
#ifndef BPK_ROW_DEPTH
#define BPK_ROW_DEPTH 8
#endif
#ifndef BPK_CROWDED_BYTES
#define BPK_CROWDED_BYTES 1024
#endif

/// A narrow product is computed as its transpose if C has at least this many rows for each column; a gradient
/// only without the next setting. Forward 100x10x1 and 60x50x2.
#ifndef BPK_NARROW_ROWS
#define BPK_NARROW_ROWS 8
#endif

/// Whether gradients of up to a vector of columns and a quarter take less time as their transpose: where a
/// tile of one vector loads its operands more slowly than it multiplies them. Gradients 16x16x3, 32x32x10,
/// 1000x100x10 and, with 16 lanes, 128x64x20.
#ifndef BPK_PREFERS_NARROW_GRADIENTS
#define BPK_PREFERS_NARROW_GRADIENTS false
#endif

/// Up to this k most of a product's time is spent on writing C; if C is larger than this, that is done this
/// many rows at a time. Forward 128x1x512 and 128x10x512.
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
