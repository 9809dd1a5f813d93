// The parameters of a request, checked. What is wrong is an ApiError.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/types.h"
#include "server/api/answers.h"

namespace ppc::server {

inline constexpr Variant kDefaultVariant = 128;
inline constexpr std::size_t kMaxBatchIds = 200;
/// Room for 200 ids of 128 bytes, each byte written as \u00XX.
inline constexpr std::uint64_t kMaxBatchBytes = 256 * 1024;

template <class T>
using Checked = std::variant<T, ApiError>;

/// Percent-decoded once.
Checked<std::string> user_id_of(std::string_view raw_user_id);
/// The `size` of a query; 128 when there is none.
Checked<Variant> variant_of(std::string_view query);

struct BatchRequest {
  std::vector<std::string> user_ids;  // each once, in the order of their first appearance
  Variant variant = kDefaultVariant;
};

/// `{"userIds":["1","2"],"size":128}`; unknown members are skipped.
Checked<BatchRequest> parse_batch(std::string_view body);

}  // namespace ppc::server
