// Which pages may read the pictures: the CORS configuration of a bucket.
// Source: AWS, "Elements of a CORS configuration".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ppc::server::s3 {

/// The first thing that this configuration lacks for pages of these origins, as a part of a sentence; nothing
/// when they may GET and HEAD and read the ETag. Without origins, any rule with that will do.
std::optional<std::string> lack_of_cors(std::string_view configuration,
                                        const std::vector<std::string>& origins);
/// `configuration`, or an empty one, with a rule for these origins added; without origins, for all: what
/// protects a picture is the signature of its URL.
std::string with_cors_rule(std::string_view configuration, const std::vector<std::string>& origins);
/// The same rule as the aws program takes it.
std::string cors_rule_json(const std::vector<std::string>& origins);

}  // namespace ppc::server::s3
