// Real pictures, drawn and encoded for a test, and a look at what was made of them.
#pragma once

#include <array>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "server/pictures/vips_library.h"

namespace ppc::server::test {

/// Red, green, blue and alpha from 0 to 255.
using Colour = std::array<std::uint8_t, 4>;
using Painter = std::function<Colour(int x, int y)>;

inline constexpr Colour kRed = {220, 30, 30, 255};
inline constexpr Colour kGreen = {30, 200, 30, 255};
inline constexpr Colour kBlue = {30, 30, 220, 255};
inline constexpr Colour kClear = {0, 0, 0, 0};

inline void demand(bool good) {
  if (!good) throw std::logic_error(vips_error_buffer());
}

/// `bands`: 3 without alpha, 4 with it.
inline VipsHandle draw(int width, int height, int bands, const Painter& paint) {
  demand(start_vips().ok());
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Colour colour = paint(x, y);
      pixels.insert(pixels.end(), colour.begin(), colour.begin() + bands);
    }
  }
  VipsImage* image =
      vips_image_new_from_memory_copy(pixels.data(), pixels.size(), width, height, bands, VIPS_FORMAT_UCHAR);
  demand(image != nullptr);
  image->Type = VIPS_INTERPRETATION_sRGB;
  return VipsHandle(image);
}

/// Something that does not compress to nothing, so that a file can be cut anywhere.
inline Colour noise(int x, int y) {
  const auto mixed = static_cast<unsigned>(x) * 2654435761U ^ static_cast<unsigned>(y) * 2246822519U;
  return {static_cast<std::uint8_t>(mixed >> 7), static_cast<std::uint8_t>(mixed >> 13),
          static_cast<std::uint8_t>(mixed >> 21), 255};
}

/// The file's bytes; metadata of the image goes into it.
inline std::string encode(const VipsHandle& image, std::string_view type) {
  void* buffer = nullptr;
  std::size_t size = 0;
  int failed = -1;
  if (type == "image/jpeg") failed = vips_jpegsave_buffer(image.get(), &buffer, &size, "Q", 90, nullptr);
  if (type == "image/png") failed = vips_pngsave_buffer(image.get(), &buffer, &size, nullptr);
  if (type == "image/webp") failed = vips_webpsave_buffer(image.get(), &buffer, &size, "Q", 90, nullptr);
  if (type == "image/gif") failed = vips_gifsave_buffer(image.get(), &buffer, &size, nullptr);
  if (type == "image/avif") {
    failed = vips_heifsave_buffer(image.get(), &buffer, &size, "compression",
                                  VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort", 0, nullptr);
  }
  demand(failed == 0);
  std::string file(static_cast<const char*>(buffer), size);
  g_free(buffer);
  return file;
}

inline std::string a_picture(std::string_view type, int width = 200, int height = 150) {
  return encode(draw(width, height, 3, noise), type);
}

/// A small picture of one colour; another `edition` has another one.
inline std::string plain_png(int edition = 1) {
  const auto shade = static_cast<std::uint8_t>(edition * 37);
  return encode(draw(8, 8, 3, [=](int, int) { return Colour{shade, 90, 160, 255}; }), "image/png");
}

/// What a browser would show of a WebP file.
class Shown {
 public:
  explicit Shown(const std::string& webp) {
    VipsImage* loaded = nullptr;
    demand(vips_webpload_buffer(const_cast<char*>(webp.data()), webp.size(), &loaded, nullptr) == 0);
    const VipsHandle keep(loaded);
    image_.reset(vips_image_copy_memory(loaded));
    demand(image_ != nullptr);
  }
  int width() const { return image_->Xsize; }
  int height() const { return image_->Ysize; }
  bool has_alpha() const { return image_->Bands == 4; }
  int alpha(int x, int y) const { return has_alpha() ? pixel(x, y)[3] : 255; }
  /// As good as WebP keeps a plain colour.
  bool is(int x, int y, const Colour& colour) const {
    for (std::size_t i = 0; i < 3; ++i) {
      if (std::abs(pixel(x, y)[i] - colour[i]) > 30) return false;
    }
    return true;
  }
  VipsImage* image() const { return image_.get(); }

 private:
  const std::uint8_t* pixel(int x, int y) const { return VIPS_IMAGE_ADDR(image_.get(), x, y); }
  VipsHandle image_;
};

}  // namespace ppc::server::test
