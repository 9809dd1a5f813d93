// What a telephone writes into a picture, and nobody else should read.
#include <doctest/doctest.h>

#include "server/pictures/plain_webp.h"
#include "server/pictures/renditions.h"
#include "support/pictures.h"

namespace ppc::server {
namespace {

using namespace test;

constexpr std::string_view kXmp = "<x:xmpmeta>Taken at home by Ada</x:xmpmeta>";

/// Top half red, bottom half blue, with all that vips can write beside the pixels.
VipsHandle telling_picture(int orientation) {
  VipsHandle image = draw(400, 400, 3, [](int, int y) { return y < 200 ? kRed : kBlue; });
  vips_image_set_string(image.get(), "exif-ifd0-Model",
                        "SecretPhone 9 (SecretPhone 9, ASCII, 14 components)");
  vips_image_set_string(image.get(), "exif-ifd0-Artist", "Ada Lovelace (Ada Lovelace, ASCII, 13 components)");
  vips_image_set_string(image.get(), "exif-ifd3-GPSLatitude",
                        "52/1 30/1 47/1 (52, 30, 47, Rational, 3 components, 24 bytes)");
  vips_image_set_string(image.get(), "exif-ifd3-GPSLatitudeRef", "N (N, ASCII, 2 components, 2 bytes)");
  vips_image_set_int(image.get(), VIPS_META_ORIENTATION, orientation);
  vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, kXmp.data(), kXmp.size());
  VipsBlob* profile = nullptr;
  demand(vips_profile_load("srgb", &profile, nullptr) == 0);
  const VipsArea* const area = VIPS_AREA(profile);
  vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, area->data, area->length);
  vips_area_unref(VIPS_AREA(profile));
  return image;
}

std::string with_comment(std::string jpeg) {
  const std::string_view text = "Written by Ada";
  std::string marker = {'\xff', '\xfe', '\0', static_cast<char>(text.size() + 2)};
  return jpeg.insert(2, marker.append(text));
}

Renditions renditions_of(const std::string& file, std::string_view type) {
  auto made = make_renditions(file, type, 1'000'000);
  REQUIRE(made.ok());
  return std::move(made.value());
}

}  // namespace

TEST_CASE("nothing of a picture's metadata is left in any size") {
  for (const std::string type : {"image/jpeg", "image/png", "image/webp", "image/avif"}) {
    CAPTURE(type);
    std::string file = encode(telling_picture(1), type);
    REQUIRE(file.find(type == "image/png" ? "iCCP" : "SecretPhone") != std::string::npos);
    REQUIRE((type == "image/png" || file.find("Taken at home") != std::string::npos));
    if (type == "image/jpeg") file = with_comment(file);
    for (const std::string& rendition : renditions_of(file, type)) {
      for (const char* trace :
           {"SecretPhone", "Ada", "Taken", "Exif", "EXIF", "XMP ", "ICCP", "VP8X", "Written"}) {
        CAPTURE(trace);
        CHECK(rendition.find(trace) == std::string::npos);
      }
      const Shown shown(rendition);
      for (const char* field : {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_ICC_NAME}) {
        CHECK(vips_image_get_typeof(shown.image(), field) == 0);
      }
    }
  }
}

TEST_CASE("a transparent picture keeps its alpha and nothing else") {
  VipsHandle image = draw(300, 300, 4, [](int x, int) { return x < 150 ? kClear : kBlue; });
  vips_image_set_string(image.get(), "exif-ifd0-Model",
                        "SecretPhone 9 (SecretPhone 9, ASCII, 14 components)");
  const std::string rendition = renditions_of(encode(image, "image/webp"), "image/webp")[1];
  CHECK(rendition.find("VP8X") == 12);
  CHECK(rendition.find("ALPH") != std::string::npos);
  CHECK(rendition.find("EXIF") == std::string::npos);
  CHECK(static_cast<std::uint8_t>(rendition[20]) == 0x10);
}

TEST_CASE("a picture that says how it is turned is turned") {
  struct Turned {
    int orientation;
    int x, y;  // where the red half ends up, of 128
  };
  for (const auto& turned : {Turned{1, 64, 10}, {3, 64, 118}, {6, 118, 64}, {8, 10, 64}}) {
    for (const std::string type : {"image/jpeg", "image/webp"}) {
      const int orientation = turned.orientation;
      CAPTURE(orientation);
      CAPTURE(type);
      const Shown shown(renditions_of(encode(telling_picture(orientation), type), type)[1]);
      CHECK(shown.is(turned.x, turned.y, kRed));
      CHECK(shown.is(127 - turned.x, 127 - turned.y, kBlue));
    }
  }
}

TEST_CASE("a picture that is turned and not square is cut in its middle") {
  VipsHandle image = draw(900, 300, 3, [](int x, int) { return x < 300 ? kRed : x < 600 ? kGreen : kBlue; });
  vips_image_set_int(image.get(), VIPS_META_ORIENTATION, 6);
  const Shown shown(renditions_of(encode(image, "image/jpeg"), "image/jpeg").back());
  CHECK(shown.width() == 300);
  CHECK(shown.height() == 300);
  for (const int at : {8, 150, 291}) CHECK(shown.is(at, at, kGreen));
}

TEST_CASE("bytes that are no whole WebP file have no chunks to take out") {
  const std::string whole = without_metadata_chunks(a_picture("image/webp"));
  REQUIRE_FALSE(whole.empty());
  CHECK(without_metadata_chunks(whole) == whole);
  CHECK(without_metadata_chunks("").empty());
  CHECK(without_metadata_chunks("RIFF").empty());
  CHECK(without_metadata_chunks(whole.substr(0, whole.size() - 2)).empty());
  CHECK(without_metadata_chunks(whole + "x").empty());
  CHECK(without_metadata_chunks(std::string(whole).replace(16, 4, "\xff\xff\xff\xff")).empty());
}

}  // namespace ppc::server
