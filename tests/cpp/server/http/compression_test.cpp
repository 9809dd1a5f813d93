#include "server/http/compression.h"

#include <doctest/doctest.h>
#include <zlib.h>

namespace ppc::server {
namespace {

/// What a client reads; empty when it is no gzip file.
std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return {};
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  text.resize(whole ? stream.total_out : 0);
  inflateEnd(&stream);
  return text;
}

Response compressed(std::string body, std::string_view accept) {
  Request request;
  request.headers.push_back({"accept-encoding", accept});
  Response response(200, "application/json", std::move(body));
  compress(request, response);
  return response;
}

}  // namespace

TEST_CASE("gzip is taken when the client names it with a weight") {
  for (const char* takes : {"gzip", "GZIP", "br, gzip;q=0.1", "deflate , gzip ; q=1.0"}) {
    CAPTURE(takes);
    CHECK(accepts_gzip(takes));
  }
  for (const char* refuses : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip2", "identity", "*"}) {
    CAPTURE(refuses);
    CHECK_FALSE(accepts_gzip(refuses));
  }
}

TEST_CASE("a long answer is compressed, comes back whole, and says what it varies by") {
  std::string body;
  for (int i = 0; i < 1000; ++i) body += "{\"userId\":\"" + std::to_string(i) + "\"},";
  const Response response = compressed(body, "gzip");
  CHECK(response.header("Content-Encoding") == "gzip");
  CHECK(response.header("Vary") == "Accept-Encoding");
  CHECK(response.body.size() < body.size() / 3);
  CHECK(gunzip(response.body) == body);
}

TEST_CASE("what is short, cannot shrink or is not wanted compressed stays as it is") {
  const std::string short_body(kMinCompressedBytes - 1, 'a');
  const std::string long_body(kMinCompressedBytes, 'a');
  CHECK_FALSE(compressed(short_body, "gzip").header("Content-Encoding"));
  CHECK(compressed(long_body, "gzip").header("Content-Encoding"));
  CHECK_FALSE(compressed(long_body, "br").header("Content-Encoding"));
  CHECK(compressed(short_body, "gzip").header("Vary") == "Accept-Encoding");
  // A gzip file of a gzip file is longer.
  std::string noise;
  unsigned state = 1;
  for (int i = 0; i < 3000; ++i) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  CHECK(compressed(noise, "gzip").body == noise);
}

}  // namespace ppc::server
