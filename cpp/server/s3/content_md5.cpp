#include "server/s3/content_md5.h"

#include <openssl/evp.h>

#include <array>

namespace ppc::server::s3 {

std::string content_md5(std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  std::size_t size = 0;
  EVP_Q_digest(nullptr, "MD5", nullptr, body.data(), body.size(), digest.data(), &size);
  std::array<unsigned char, 64> text;  // 16 bytes become 24 characters
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

}  // namespace ppc::server::s3
