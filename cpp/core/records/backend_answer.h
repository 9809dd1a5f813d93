// The backend's answers (design, section 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace ppc {

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

/// Nothing when the text is not such an answer; a picture inside that is malformed is left out, the others stay.
/// Unknown keys are skipped.
std::optional<BatchAnswer> parse_batch_answer(std::string_view text);
std::optional<SingleAnswer> parse_single_answer(std::string_view text);

}  // namespace ppc
