#include "server/pictures/renditions.h"

#include <algorithm>

#include "server/pictures/decode.h"
#include "server/pictures/plain_webp.h"

namespace ppc::server {
namespace {

/// libwebp's scale from 0 to 100: at 80 a face of 128 pixels takes about 4 KB and shows no blocks.
constexpr int kQuality = 80;

Error failed(std::string_view doing) {
  vips_error_clear();
  return {ErrorKind::kUnavailable, "cannot " + std::string(doing) + " an uploaded picture; is memory short?"};
}

VipsHandle centre_square(VipsImage* image) {
  const int side = std::min(image->Xsize, image->Ysize);
  VipsImage* square = nullptr;
  vips_extract_area(image, &square, (image->Xsize - side) / 2, (image->Ysize - side) / 2, side, side,
                    nullptr);
  return VipsHandle(square);
}

VipsHandle reduced_to(VipsImage* square, int side) {
  VipsImage* reduced = nullptr;
  vips_thumbnail_image(square, &reduced, std::min(side, square->Xsize), "size", VIPS_SIZE_DOWN, nullptr);
  return VipsHandle(reduced);
}

/// Empty when it failed.
std::string encoded(VipsImage* image) {
  void* buffer = nullptr;
  std::size_t size = 0;
  if (vips_webpsave_buffer(image, &buffer, &size, "Q", kQuality, "strip", TRUE, nullptr) != 0) return {};
  std::string file = without_metadata_chunks({static_cast<const char*>(buffer), size});
  g_free(buffer);
  return file;
}

}  // namespace

Result<Renditions> make_renditions(std::string_view bytes, std::string_view content_type,
                                   std::uint64_t max_pixels) {
  const auto decoded = decode_picture(bytes, content_type, kVariants.back(), max_pixels);
  if (!decoded.ok()) return decoded.error();
  const VipsHandle square = centre_square(decoded.value().get());
  if (!square) return failed("crop");
  Renditions renditions;
  for (const Variant variant : kVariants) {
    const VipsHandle reduced = reduced_to(square.get(), variant);
    if (!reduced) return failed("reduce");
    std::string& rendition = renditions[index_of(variant)];
    rendition = encoded(reduced.get());
    if (rendition.empty()) return failed("encode");
  }
  return renditions;
}

}  // namespace ppc::server
