// Names that depend on the element type of the code around them.
//
// A template header is included once with BPK_ELEMENT f32 and once with BPK_ELEMENT f64; TYPED(name)
// in it is name_f32 or name_f64.
#ifndef BPK_TYPED_H
#define BPK_TYPED_H

#include "CKernels.h"

#define TYPED(name) BPK_TYPED(name)

/// float or double.
#define element BPK_TYPED(bpk)

/// 1 where BPK_ELEMENT is f32, else 0, for `#if`.
#define BPK_IS_F32 BPK_JOIN(BPK_F32_IS, BPK_ELEMENT)
#define BPK_F32_IS_f32 1
#define BPK_F32_IS_f64 0

#endif
