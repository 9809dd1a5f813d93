// The fields that records share: which key holds which value, and the rule that value must keep.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/types.h"
#include "core/records/json_reader.h"

namespace ppc {

/// Longest values that are accepted, in bytes. A presigned URL has about 500, with a session token up to
/// 2,500.
inline constexpr std::size_t kMaxUrlBytes = 8192;
inline constexpr std::size_t kMaxVersionBytes = 256;
inline constexpr std::size_t kMaxContentTypeBytes = 128;

enum class Field : std::uint8_t {
  kUserId,         // a valid user id
  kUrl,            // text, 1 to kMaxUrlBytes
  kVersion,        // text, 1 to kMaxVersionBytes
  kContentType,    // text, up to kMaxContentTypeBytes
  kRecord,         // "v": 1
  kSize,           // a valid variant
  kBytes,          // integer, 0 to 2^32 - 1
  kFetchedAt,      // time: 0 to kMaxTime
  kExpiresAt,      // time
  kInvalidatedAt,  // time
  kServerTime,     // time
  kOffset,         // -kMaxTime to kMaxTime
  kMissing,        // true or false
  kCount,
};

using FieldMask = std::uint32_t;
constexpr FieldMask mask_of(Field field) { return FieldMask{1} << static_cast<unsigned>(field); }
constexpr FieldMask mask_of(std::initializer_list<Field> fields) {
  FieldMask mask = 0;
  for (const Field field : fields) mask |= mask_of(field);
  return mask;
}

/// The fields of one object. Texts must be free of control characters.
class RecordFields {
 public:
  /// `known`: the fields that belong to this object. Any other key is skipped.
  explicit RecordFields(FieldMask known) : known_(known) {}

  /// A value that breaks its rule, and a field that comes twice, spoil the object.
  void take(std::string_view key, const JsonScalar& value);
  /// An object or array: no field is one, so a known key spoils.
  void take_container(std::string_view key);

  bool spoiled() const { return spoiled_; }
  bool has(FieldMask fields) const { return (seen_ & fields) == fields; }
  bool has_any(FieldMask fields) const { return (seen_ & fields) != 0; }
  /// Moved out; empty when it did not come. REQUIRES: a field of text.
  std::string text(Field field);
  /// 0 when it did not come; true is 1. REQUIRES: not a field of text.
  double number(Field field) const { return numbers_[static_cast<std::size_t>(field)]; }

 private:
  bool store(Field field, const JsonScalar& value);

  static constexpr std::size_t kTexts = static_cast<std::size_t>(Field::kContentType) + 1;
  static constexpr std::size_t kFields = static_cast<std::size_t>(Field::kCount);

  FieldMask known_;
  FieldMask seen_ = 0;
  bool spoiled_ = false;
  std::array<std::string, kTexts> texts_;
  std::array<double, kFields> numbers_{};
};

/// Names of the fields, for the writer.
std::string_view field_key(Field field);

}  // namespace ppc
