// The API's answers as JSON (design, section 6). Times are whole milliseconds since the epoch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/http/message.h"
#include "server/ports/url_cache.h"

namespace ppc::server {

/// The code is for programs and never changes; the message is for people.
struct ApiError {
  int status;
  std::string code;
  std::string message;
};

/// {"error":{"code":"...","message":"..."}}; never cached.
Response error_response(const ApiError& error);
/// {"userId":...,"url":...,"version":...,"expiresAt":...,"contentType":...,"bytes":...,"serverTime":...} with
/// the version as ETag. Not stored by HTTP caches: they could outlive the URL inside.
Response picture_response(int status, std::string_view user_id, const HeldRecord& record, Millis now);
Response not_modified_response(const SignedPicture& picture);
/// {"pictures":[...],"missing":[...],"serverTime":...}; pictures[i] belongs to user_ids[i], nothing is
/// missing.
Response batch_response(const std::vector<std::string>& user_ids,
                        const std::vector<std::optional<SignedPicture>>& pictures, Millis now);
/// 302 to the signed URL. The browser may follow it again for a minute without asking, but not into the last
/// minute of the signature: so much later it may show a new picture, which a page full of avatars does not
/// notice. The bytes behind the URL, which names their version, it may keep longer.
Response redirect_response(const SignedPicture& picture, Millis now);

}  // namespace ppc::server
