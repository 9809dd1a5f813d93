// The credentials file of AWS's own tools.
// Source: AWS, "Configuration and credential file settings in the AWS CLI".
#pragma once

#include <string_view>

#include "server/base/result.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// The keys below "[profile]" in `text`: aws_access_key_id, aws_secret_access_key and perhaps
/// aws_session_token, one "name = value" a line; '#' and ';' begin comments. kInvalid when the profile or one
/// of its two keys is missing; the sentence names `file`, and never a value.
Result<Credentials> parse_credentials_file(std::string_view text, std::string_view profile,
                                           std::string_view file);

}  // namespace ppc::server::s3
