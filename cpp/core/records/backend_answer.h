// The backend's answers (design, section 6), as the host has read them (js/client/backend-answer.ts).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/types.h"

namespace ppc {

struct PictureRecord {
  std::string user_id;
  std::string url;
  std::string version;
  Millis expires_at = 0;  // server clock
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

}  // namespace ppc
