#include "server/pictures/decode.h"

#include <algorithm>
#include <string>

#include "server/pictures/avif_content.h"

namespace ppc::server {
namespace {

Error damaged(std::string_view content_type) {
  // The library's own words are one buffer for all threads: they may be of another picture.
  vips_error_clear();
  return {ErrorKind::kInvalid, "the picture is damaged or cut off: it cannot be decoded as " +
                                   std::string(content_type) + " to its end; send the whole file"};
}

/// Reads the head only; pixels are decoded when they are asked for, from the top to the bottom.
/// `jpeg_shrink`: 1, 2, 4 or 8, a reduction that costs a JPEG's decoder nothing.
VipsHandle open_picture(std::string_view bytes, std::string_view content_type, int jpeg_shrink) {
  void* const data = const_cast<char*>(bytes.data());
  const auto size = bytes.size();
  VipsImage* image = nullptr;
  const auto access = VIPS_ACCESS_SEQUENTIAL;
  const auto fail_on = VIPS_FAIL_ON_ERROR;
  if (content_type == "image/jpeg") {
    vips_jpegload_buffer(data, size, &image, "shrink", jpeg_shrink, "access", access, "fail_on", fail_on,
                         nullptr);
  } else if (content_type == "image/png") {
    vips_pngload_buffer(data, size, &image, "access", access, "fail_on", fail_on, nullptr);
  } else if (content_type == "image/webp") {
    vips_webpload_buffer(data, size, &image, "access", access, "fail_on", fail_on, nullptr);
  } else if (content_type == "image/avif") {
    vips_heifload_buffer(data, size, &image, "access", access, "fail_on", fail_on, nullptr);
  } else if (content_type == "image/gif") {
    vips_gifload_buffer(data, size, &image, "access", access, "fail_on", fail_on, nullptr);
  }
  return VipsHandle(image);
}

Error too_large(const std::string& pixels, std::uint64_t max_pixels) {
  return {ErrorKind::kTooLarge, "the picture has " + pixels + " pixels; at most " +
                                    std::to_string(max_pixels) + " in all are taken: make it smaller"};
}

Error other_avif() {
  return {ErrorKind::kInvalid,
          "this kind of AVIF is not taken: it is put together of tiles, has a gain map or holds another "
          "codec; send a plain AVIF, or a JPEG"};
}

/// The container is looked into before libheif is: its decoders make room for what is inside.
Result<Done> check_avif(std::string_view bytes, std::uint64_t max_pixels) {
  const auto pixels = avif_pixels(bytes);
  if (!pixels && is_other_avif(bytes)) return other_avif();
  if (!pixels) return damaged("image/avif");
  if (*pixels > max_pixels) return too_large(std::to_string(*pixels), max_pixels);
  return Done{};
}

/// Each scan of a progressive JPEG goes over the whole picture again, and may be a few bytes. Encoders write
/// ten. Only a marker can be FF DA, or a thumbnail's within the metadata (ITU-T T.81, B.1.1.5).
Result<Done> check_scans(std::string_view bytes) {
  constexpr std::string_view kStartOfScan = "\xff\xda";
  constexpr int kMaxScans = 100;
  int scans = 0;
  for (auto at = bytes.find(kStartOfScan); at != std::string_view::npos;
       at = bytes.find(kStartOfScan, at + 2)) {
    if (++scans > kMaxScans) return damaged("image/jpeg");
  }
  return Done{};
}

/// What the libraries would do without a question, and should not.
Result<Done> check_content(std::string_view bytes, std::string_view content_type, std::uint64_t max_pixels) {
  if (content_type == "image/avif") return check_avif(bytes, max_pixels);
  if (content_type == "image/jpeg") return check_scans(bytes);
  return Done{};
}

Result<Done> check_size(VipsImage* image, std::uint64_t max_pixels) {
  const auto width = static_cast<std::uint64_t>(image->Xsize);
  const auto height = static_cast<std::uint64_t>(image->Ysize);
  if (width * height <= max_pixels) return Done{};
  return too_large(std::to_string(width) + " x " + std::to_string(height), max_pixels);
}

int shorter_side(VipsImage* image) { return std::min(image->Xsize, image->Ysize); }

/// Leaves a factor of two at least to the better filter, as libvips does itself.
int jpeg_shrink_for(VipsImage* image, int side) {
  const int factor = shorter_side(image) / side;
  if (factor >= 16) return 8;
  if (factor >= 8) return 4;
  return factor >= 4 ? 2 : 1;
}

/// Upright, in sRGB, its shorter side `side`. All of it, not only the square that will be cut out: what is
/// never asked for is never decoded, and damage there would go unseen.
VipsHandle reduce(VipsImage* image, int side) {
  const bool is_wide = (image->Xsize > image->Ysize) != (vips_image_get_orientation_swap(image) != 0);
  const int width = is_wide ? VIPS_MAX_COORD : side;
  const int height = is_wide ? side : VIPS_MAX_COORD;
  // Without a profile it is sRGB already; libvips would convert it all the same, and turn blue into violet.
  const bool has_profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
  const char* const export_profile = has_profile ? "srgb" : nullptr;
  VipsImage* reduced = nullptr;
  vips_thumbnail_image(image, &reduced, width, "height", height, "export_profile", export_profile, nullptr);
  return VipsHandle(reduced);
}

void* remove_field(VipsImage*, const char* name, GValue*, void* from) {
  vips_image_remove(static_cast<VipsImage*>(from), name);
  return nullptr;
}

/// A copy whose only fields are those that every image has.
VipsHandle without_metadata(VipsImage* image) {
  VipsImage* copy = nullptr;
  if (vips_copy(image, &copy, nullptr) != 0) return nullptr;
  vips_image_map(image, remove_field, copy);
  return VipsHandle(copy);
}

VipsHandle to_plain_srgb(VipsImage* image) {
  VipsImage* coloured = nullptr;
  if (vips_colourspace(image, &coloured, VIPS_INTERPRETATION_sRGB, nullptr) != 0) return nullptr;
  const VipsHandle keep_coloured(coloured);
  VipsImage* narrow = nullptr;
  if (vips_cast_uchar(coloured, &narrow, nullptr) != 0) return nullptr;
  const VipsHandle keep_narrow(narrow);
  return without_metadata(narrow);
}

}  // namespace

Result<VipsHandle> decode_picture(std::string_view bytes, std::string_view content_type, int side,
                                  std::uint64_t max_pixels) {
  if (const auto good = check_content(bytes, content_type, max_pixels); !good.ok()) return good.error();
  VipsHandle image = open_picture(bytes, content_type, 1);
  if (!image) return damaged(content_type);
  if (const auto fits = check_size(image.get(), max_pixels); !fits.ok()) return fits.error();
  const int wanted = std::min(side, shorter_side(image.get()));
  const int jpeg_shrink = content_type == "image/jpeg" ? jpeg_shrink_for(image.get(), wanted) : 1;
  if (jpeg_shrink > 1) image = open_picture(bytes, content_type, jpeg_shrink);
  const VipsHandle reduced = image ? reduce(image.get(), wanted) : nullptr;
  const VipsHandle plain = reduced ? to_plain_srgb(reduced.get()) : nullptr;
  VipsHandle decoded(plain ? vips_image_copy_memory(plain.get()) : nullptr);
  if (!decoded) return damaged(content_type);
  return decoded;
}

}  // namespace ppc::server
