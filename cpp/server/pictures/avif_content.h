// What AVIF's container holds: the same container may hold pictures of other codecs.
#pragma once

#include <string_view>

namespace ppc::server {

/// Whether the file's boxes are whole and its description (the boxes `meta`) names no codec but AV1. The
/// brand in the first bytes is only a claim: libheif decodes what the description says, HEVC too (ISO/IEC
/// 14496-12, 4.2 and 8.11; ISO/IEC 23008-12, annex B).
bool holds_av1_only(std::string_view file);

}  // namespace ppc::server
