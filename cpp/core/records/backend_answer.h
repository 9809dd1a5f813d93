// The backend's answers (design, section 6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace ppc {

/// 200 pictures with URLs of 8 KiB and room for the rest.
inline constexpr std::size_t kMaxAnswerBytes = 2 * 1024 * 1024;

struct PictureRecord {
  std::string user_id;
  std::string url;
  std::string version;
  Millis expires_at = 0;
  std::string content_type;
  std::uint32_t bytes = 0;
};

struct BatchAnswer {
  std::vector<PictureRecord> pictures;
  std::vector<std::string> missing;
  Millis server_time = 0;
};

struct SingleAnswer {
  PictureRecord picture;
  Millis server_time = 0;
};

/// Nothing when the text is not such an answer: it does not parse (see json_reader.h), is longer than
/// kMaxAnswerBytes or nested deeper than 8, or a part of it is absent, of a wrong type, out of range (times 0
/// to 8.64e15) or there twice. In a batch that holds for the outermost object; a picture or a missing id that
/// is malformed in itself is left out and the others stay. "contentType" and "bytes" may be absent; an empty
/// version or URL is malformed, as are texts longer than record_fields.h allows. Unknown keys are skipped.
std::optional<BatchAnswer> parse_batch_answer(std::string_view text);
std::optional<SingleAnswer> parse_single_answer(std::string_view text);

}  // namespace ppc
