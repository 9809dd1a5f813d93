// The Content-MD5 header, which S3 demands of some requests.
#pragma once

#include <string>
#include <string_view>

namespace ppc::server::s3 {

/// The body's MD5 in base64 (RFC 1864). Against damage on the way, not against attackers.
std::string content_md5(std::string_view body);

}  // namespace ppc::server::s3
