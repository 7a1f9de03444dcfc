// The list of a set's tiles, from its BPK_TILE_ROWS_1, _2, _4 and _8: the maximum number of rows of a tile of
// one, two, four or eight vectors.
//
// BPK_TILES(X) is X(rows, vectors) for every tile of the set.
#ifndef BPK_TILES_H
#define BPK_TILES_H

#define BPK_UP_TO_1(X, v) X(1, v)
#define BPK_UP_TO_2(X, v) BPK_UP_TO_1(X, v) X(2, v)
#define BPK_UP_TO_3(X, v) BPK_UP_TO_2(X, v) X(3, v)
#define BPK_UP_TO_4(X, v) BPK_UP_TO_3(X, v) X(4, v)
#define BPK_UP_TO_5(X, v) BPK_UP_TO_4(X, v) X(5, v)
#define BPK_UP_TO_6(X, v) BPK_UP_TO_5(X, v) X(6, v)
#define BPK_UP_TO_7(X, v) BPK_UP_TO_6(X, v) X(7, v)
#define BPK_UP_TO_8(X, v) BPK_UP_TO_7(X, v) X(8, v)
#define BPK_UP_TO_9(X, v) BPK_UP_TO_8(X, v) X(9, v)
#define BPK_UP_TO_10(X, v) BPK_UP_TO_9(X, v) X(10, v)
#define BPK_UP_TO_11(X, v) BPK_UP_TO_10(X, v) X(11, v)
#define BPK_UP_TO_12(X, v) BPK_UP_TO_11(X, v) X(12, v)
#define BPK_UP_TO_13(X, v) BPK_UP_TO_12(X, v) X(13, v)
#define BPK_UP_TO_14(X, v) BPK_UP_TO_13(X, v) X(14, v)

#define BPK_UP_TO(rows) BPK_UP_TO_EXPANDED(rows)
#define BPK_UP_TO_EXPANDED(rows) BPK_UP_TO_##rows

#define BPK_TILES_1(X) BPK_UP_TO(BPK_TILE_ROWS_1)(X, 1)
#define BPK_TILES_2(X) BPK_UP_TO(BPK_TILE_ROWS_2)(X, 2)
#define BPK_TILES_4(X) BPK_UP_TO(BPK_TILE_ROWS_4)(X, 4)
#define BPK_TILES_8(X) BPK_UP_TO(BPK_TILE_ROWS_8)(X, 8)
#define BPK_TILES(X) BPK_TILES_1(X) BPK_TILES_2(X) BPK_TILES_4(X) BPK_TILES_8(X)

// The arrays of a tile have the sizes of the largest tile; unused elements cost nothing.
enum { BPK_TILE_SUMS = 32, BPK_TILE_VECTORS = 8, BPK_TILE_ROWS_LARGEST = 14 };

#endif
