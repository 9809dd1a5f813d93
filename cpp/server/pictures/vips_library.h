// The image library, libvips, as far as every use of it has to agree.
#pragma once

#include <vips/vips.h>

#include <memory>

#include "server/base/result.h"

namespace ppc::server {

struct VipsUnref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using VipsHandle = std::unique_ptr<VipsImage, VipsUnref>;

/// Starts the library, once for the process: without a cache, one thread for each picture, and with the
/// loaders of JPEG, PNG, WebP, AVIF and GIF as the only ones that may run, whatever a file claims to be.
Result<Done> start_vips();

}  // namespace ppc::server
