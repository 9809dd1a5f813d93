// Bytes from a stranger become pixels of ours.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/pictures/vips_library.h"

namespace ppc::server {

/// The picture in memory: upright, sRGB with 8 bits a channel and perhaps alpha, without any metadata,
/// reduced until its shorter side has at most `side` pixels, never enlarged. Of an animation the first frame.
///
/// `content_type` is one of image_type_of(), told from the bytes; only the loader of that type reads them.
/// kTooLarge when width times height, as the file's head claims them, are more than `max_pixels`: nothing was
/// decoded then. kInvalid when the bytes are damaged or end too early, anywhere in the picture.
Result<VipsHandle> decode_picture(std::string_view bytes, std::string_view content_type, int side,
                                  std::uint64_t max_pixels);

}  // namespace ppc::server
