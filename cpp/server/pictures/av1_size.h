// How large a picture an AV1 decoder makes room for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ppc::server {

/// Width times height of the largest frame that the sequence headers of these OBUs allow; nothing when they
/// cannot be read or there are none (AV1 Bitstream & Decoding Process Specification, 5.3 to 5.5).
std::optional<std::uint64_t> av1_pixels(std::string_view obus);

}  // namespace ppc::server
