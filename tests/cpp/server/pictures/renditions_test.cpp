#include "server/pictures/renditions.h"

#include <doctest/doctest.h>

#include "server/pictures/plain_webp.h"
#include "support/pictures.h"

namespace ppc::server {
namespace {

using namespace test;

constexpr std::uint64_t kMaxPixels = 64'000'000;
constexpr const char* kTypes[] = {"image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"};

Renditions renditions_of(const std::string& file, std::string_view type) {
  auto made = make_renditions(file, type, kMaxPixels);
  REQUIRE_MESSAGE(made.ok(), made.error().message);
  return std::move(made.value());
}

ErrorKind refusal_of(const std::string& file, std::string_view type, std::uint64_t max_pixels = kMaxPixels) {
  const auto made = make_renditions(file, type, max_pixels);
  REQUIRE_FALSE(made.ok());
  return made.error().kind;
}

/// Left, middle and right third, or top, middle and bottom.
Painter thirds_across(int width) {
  return [=](int x, int) { return x < width / 3 ? kRed : x < width * 2 / 3 ? kGreen : kBlue; };
}
Painter thirds_down(int height) {
  return [=](int, int y) { return y < height / 3 ? kRed : y < height * 2 / 3 ? kGreen : kBlue; };
}

}  // namespace

TEST_CASE("each kind of picture becomes four squares of WebP") {
  for (const std::string type : kTypes) {
    CAPTURE(type);
    const Renditions renditions = renditions_of(a_picture(type, 700, 560), type);
    for (const Variant variant : kVariants) {
      const Shown shown(renditions[index_of(variant)]);
      CHECK(shown.width() == variant);
      CHECK(shown.height() == variant);
    }
  }
}

TEST_CASE("the square is cut out of the middle") {
  for (const std::string type : kTypes) {
    CAPTURE(type);
    const Shown wide(renditions_of(encode(draw(900, 300, 3, thirds_across(900)), type), type)[0]);
    const Shown tall(renditions_of(encode(draw(300, 900, 3, thirds_down(900)), type), type)[0]);
    for (const int at : {2, 32, 61}) {
      CHECK(wide.is(at, at, kGreen));
      CHECK(tall.is(at, at, kGreen));
    }
  }
}

TEST_CASE("a small picture is never enlarged") {
  const Renditions renditions = renditions_of(a_picture("image/png", 300, 100), "image/png");
  CHECK(Shown(renditions[0]).width() == 64);
  CHECK(Shown(renditions[1]).width() == 100);
  CHECK(renditions[2] == renditions[1]);
  CHECK(renditions[3] == renditions[1]);
}

TEST_CASE("pictures of the oddest shapes are taken") {
  for (const auto& shape : {std::pair{1, 1}, {1, 3000}, {3000, 1}, {513, 511}, {65, 4001}}) {
    const int width = shape.first;
    const int height = shape.second;
    CAPTURE(width);
    const Renditions renditions = renditions_of(a_picture("image/png", width, height), "image/png");
    const Shown shown(renditions.back());
    CHECK(shown.width() == std::min({width, height, 512}));
    CHECK(shown.height() == shown.width());
  }
}

TEST_CASE("a large JPEG is reduced while it is decoded, to the same picture") {
  const auto file = encode(draw(3000, 2100, 3, thirds_across(3000)), "image/jpeg");
  const Shown shown(renditions_of(file, "image/jpeg").back());
  CHECK(shown.width() == 512);
  CHECK(shown.is(256, 256, kGreen));
  CHECK(shown.is(5, 256, kRed));
  CHECK(shown.is(506, 256, kBlue));
}

TEST_CASE("transparency is kept") {
  const auto half = [](int x, int) { return x < 150 ? kClear : kBlue; };
  for (const std::string type : {"image/png", "image/webp", "image/gif", "image/avif"}) {
    CAPTURE(type);
    const Shown shown(renditions_of(encode(draw(300, 300, 4, half), type), type)[1]);
    CHECK(shown.alpha(10, 64) < 10);
    CHECK(shown.alpha(118, 64) > 245);
    CHECK(shown.is(118, 64, kBlue));
  }
}

TEST_CASE("grey, palette and 16-bit pictures are shown in their colours") {
  const VipsHandle green = draw(100, 100, 3, [](int, int) { return kGreen; });
  const auto converted = [&](VipsInterpretation to) {
    VipsImage* image = nullptr;
    demand(vips_colourspace(green.get(), &image, to, nullptr) == 0);
    return encode(VipsHandle(image), "image/png");
  };
  CHECK(Shown(renditions_of(converted(VIPS_INTERPRETATION_RGB16), "image/png")[0]).is(9, 9, kGreen));
  const Shown grey(renditions_of(converted(VIPS_INTERPRETATION_B_W), "image/png")[0]);
  CHECK(grey.is(9, 9, {167, 167, 167, 255}));
  VipsImage* cmyk = nullptr;
  demand(vips_icc_export(green.get(), &cmyk, "output_profile", "cmyk", nullptr) == 0);
  const Shown printed(renditions_of(encode(VipsHandle(cmyk), "image/jpeg"), "image/jpeg")[0]);
  CHECK(printed.image()->Bands == 3);
}

TEST_CASE("an embedded colour profile is applied") {
  const VipsHandle image = draw(64, 64, 3, [](int, int) { return Colour{0, 0, 200, 255}; });
  VipsBlob* profile = nullptr;
  demand(vips_profile_load("p3", &profile, nullptr) == 0);
  const VipsArea* const area = VIPS_AREA(profile);
  vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, area->data, area->length);
  vips_area_unref(VIPS_AREA(profile));
  const Shown shown(renditions_of(encode(image, "image/png"), "image/png")[0]);
  const std::uint8_t blue = VIPS_IMAGE_ADDR(shown.image(), 30, 30)[2];
  CHECK(blue > 203);
  CHECK(blue < 215);
}

TEST_CASE("of an animation the first frame is kept") {
  for (const std::string type : {"image/gif", "image/webp"}) {
    CAPTURE(type);
    const VipsHandle frames = draw(100, 300, 3, thirds_down(300));
    vips_image_set_int(frames.get(), "page-height", 100);
    const auto file = encode(frames, type);
    REQUIRE(file.find(type == "image/gif" ? "NETSCAPE2.0" : "ANIM") != std::string::npos);
    const std::string rendition = renditions_of(file, type)[1];
    CHECK(rendition.find("ANIM") == std::string::npos);
    const Shown shown(rendition);
    CHECK(shown.width() == 100);
    CHECK(shown.height() == 100);
    CHECK(shown.is(50, 95, kRed));
  }
}

TEST_CASE("the same bytes give the same renditions, whatever was decoded before") {
  for (const std::string type : kTypes) {
    CAPTURE(type);
    const auto file = a_picture(type, 350, 250);
    const Renditions first = renditions_of(file, type);
    renditions_of(a_picture("image/png", 33, 44), "image/png");
    CHECK(renditions_of(file, type) == first);
  }
}

TEST_CASE("a picture that is cut off anywhere is damaged") {
  for (const std::string type : kTypes) {
    for (const auto& shape : {std::pair{300, 200}, {80, 500}, {500, 80}}) {
      const int height = shape.second;
      const auto file = a_picture(type, shape.first, height);
      for (const double kept : {0.01, 0.1, 0.5, 0.75, 0.9, 0.98}) {
        CAPTURE(type);
        CAPTURE(height);
        CAPTURE(kept);
        const auto part = file.substr(0, static_cast<std::size_t>(static_cast<double>(file.size()) * kept));
        CHECK(refusal_of(part, type) == ErrorKind::kInvalid);
      }
    }
  }
}

TEST_CASE("a large JPEG that is cut in half is damaged") {
  const auto file = a_picture("image/jpeg", 2100, 2100);
  CHECK(refusal_of(file.substr(0, file.size() / 2), "image/jpeg") == ErrorKind::kInvalid);
}

TEST_CASE("only the loader of the type reads the bytes") {
  for (const std::string type : kTypes) {
    CAPTURE(type);
    const auto other = a_picture(type == "image/png" ? "image/gif" : "image/png");
    CHECK(refusal_of(other, type) == ErrorKind::kInvalid);
    CHECK(refusal_of("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", type) ==
          ErrorKind::kInvalid);
    CHECK(refusal_of("", type) == ErrorKind::kInvalid);
  }
  CHECK(refusal_of(a_picture("image/png"), "image/svg+xml") == ErrorKind::kInvalid);
}

TEST_CASE("loaders of other formats are blocked for the whole process") {
  demand(start_vips().ok());
  const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
  VipsImage* image = vips_image_new_from_buffer(svg.data(), svg.size(), "", nullptr);
  CHECK(image == nullptr);
  CHECK(vips_svgload_buffer(const_cast<char*>(svg.data()), svg.size(), &image, nullptr) != 0);
  void* tiff = nullptr;
  std::size_t size = 0;
  REQUIRE(vips_tiffsave_buffer(draw(8, 8, 3, noise).get(), &tiff, &size, nullptr) == 0);
  CHECK(vips_image_new_from_buffer(tiff, size, "", nullptr) == nullptr);
  CHECK(vips_tiffload_buffer(tiff, size, &image, nullptr) != 0);
  g_free(tiff);
  vips_error_clear();
}

TEST_CASE("a JPEG may begin some scans, not hundreds") {
  const std::string file = a_picture("image/jpeg");
  const auto with_scans = [&](int more) {
    // In a comment: the decoder does not mind, so that only their number counts.
    std::string comment = {'\xff', '\xfe', static_cast<char>((2 + 2 * more) >> 8),
                           static_cast<char>((2 + 2 * more) & 0xff)};
    for (int i = 0; i < more; ++i) comment += "\xff\xda";
    return std::string(file).insert(2, comment);
  };
  CHECK(make_renditions(with_scans(99), "image/jpeg", kMaxPixels).ok());
  CHECK(refusal_of(with_scans(100), "image/jpeg") == ErrorKind::kInvalid);
}

TEST_CASE("the number of pixels is limited") {
  for (const std::string type : kTypes) {
    CAPTURE(type);
    const auto file = a_picture(type, 100, 80);
    CHECK(make_renditions(file, type, 8000).ok());
    CHECK(refusal_of(file, type, 7999) == ErrorKind::kTooLarge);
  }
}

TEST_CASE("a file that only claims to be huge is refused by its head, before its pixels are looked for") {
  const auto claiming = [](std::string file, std::string_view mark, std::size_t offset,
                           std::string_view size) {
    const auto at = file.find(mark);
    REQUIRE(at != std::string::npos);
    return file.replace(at + offset, size.size(), size);
  };
  using namespace std::string_view_literals;
  const auto jpeg = claiming(a_picture("image/jpeg"), "\xff\xc0", 5, "\x4e\x20\x4e\x20");
  CHECK(refusal_of(jpeg.substr(0, jpeg.size() / 2), "image/jpeg") == ErrorKind::kTooLarge);
  const auto gif = claiming(a_picture("image/gif"), "\x2c\0\0\0\0"sv, 5, "\x20\x4e\x20\x4e");
  CHECK(refusal_of(gif, "image/gif") == ErrorKind::kTooLarge);
  const auto webp =
      claiming(without_metadata_chunks(a_picture("image/webp")), "\x9d\x01\x2a", 3, "\xff\x3f\xff\x3f");
  CHECK(refusal_of(webp, "image/webp") == ErrorKind::kTooLarge);
  const auto avif = claiming(a_picture("image/avif"), "ispe", 8, "\0\0\x4e\x20\0\0\x4e\x20"sv);
  CHECK_FALSE(make_renditions(avif, "image/avif", kMaxPixels).ok());
  // With the checksum that belongs to the changed head.
  const auto png =
      claiming(a_picture("image/png"), "IHDR", 4, "\0\0\x4e\x20\0\0\x4e\x20\x08\x02\0\0\0\x6c\x12\xd1\x6e"sv);
  CHECK(refusal_of(png, "image/png") == ErrorKind::kTooLarge);
}

}  // namespace ppc::server
