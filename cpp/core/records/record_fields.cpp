#include "core/records/record_fields.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/user_id.h"
#include "core/ttl/lifetimes.h"

namespace ppc {
namespace {

constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

constexpr std::array<std::string_view, index_of(Field::kCount)> kKeys = {
    "userId",    "url",       "version",       "contentType", "v",      "size",   "bytes",
    "fetchedAt", "expiresAt", "invalidatedAt", "serverTime",  "offset", "missing"};

std::optional<Field> known_field(std::string_view key, FieldMask known) {
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    const auto field = static_cast<Field>(i);
    if (kKeys[i] == key) return (known & mask_of(field)) != 0 ? std::optional(field) : std::nullopt;
  }
  return std::nullopt;
}

bool is_text_within(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && is_text_without_controls(text);
}

bool is_text_of(Field field, std::string_view text) {
  switch (field) {
    case Field::kUserId:
      return is_valid_user_id(text);
    case Field::kUrl:
      return is_text_within(text, 1, kMaxUrlBytes);
    case Field::kVersion:
      return is_text_within(text, 1, kMaxVersionBytes);
    default:
      return is_text_within(text, 0, kMaxContentTypeBytes);
  }
}

bool is_integer_within(double number, double least, double most) {
  return number >= least && number <= most && std::trunc(number) == number;
}

bool is_number_of(Field field, double number) {
  switch (field) {
    case Field::kRecord:
      return number == 1;
    case Field::kSize:
      return is_integer_within(number, 64, 512) && is_valid_variant(static_cast<long long>(number));
    case Field::kBytes:
      return is_integer_within(number, 0, std::numeric_limits<std::uint32_t>::max());
    case Field::kOffset:
      return std::abs(number) <= kMaxTime;
    default:
      return number >= 0 && number <= kMaxTime;
  }
}

JsonScalar::Kind kind_of(Field field) {
  if (field <= Field::kContentType) return JsonScalar::Kind::kText;
  return field == Field::kMissing ? JsonScalar::Kind::kFlag : JsonScalar::Kind::kNumber;
}

}  // namespace

std::string_view field_key(Field field) { return kKeys[index_of(field)]; }

void RecordFields::take(std::string_view key, const JsonScalar& value) {
  const std::optional<Field> field = known_field(key, known_);
  if (!field) return;
  if (has(mask_of(*field)) || !store(*field, value)) spoiled_ = true;
  seen_ |= mask_of(*field);
}

void RecordFields::take_container(std::string_view key) {
  if (known_field(key, known_)) spoiled_ = true;
}

bool RecordFields::store(Field field, const JsonScalar& value) {
  if (value.kind != kind_of(field)) return false;
  if (value.kind == JsonScalar::Kind::kText) {
    if (!is_text_of(field, value.text)) return false;
    texts_[index_of(field)] = value.text;
  } else if (value.kind == JsonScalar::Kind::kFlag) {
    numbers_[index_of(field)] = value.flag ? 1 : 0;
  } else {
    if (!is_number_of(field, value.number)) return false;
    numbers_[index_of(field)] = value.number + 0.0;  // -0 becomes 0
  }
  return true;
}

std::string RecordFields::text(Field field) { return std::exchange(texts_[index_of(field)], {}); }

}  // namespace ppc
