#include "core/records/local_record.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "core/records/json_reader.h"
#include "core/records/json_writer.h"
#include "core/records/record_fields.h"

namespace ppc {
namespace {

constexpr JsonLimits kLimits = {.bytes = kMaxLocalRecordBytes, .depth = 4};
constexpr std::string_view kVariantsKey = "variants";

constexpr FieldMask kVariantNeeds =
    mask_of({Field::kSize, Field::kUrl, Field::kVersion, Field::kExpiresAt, Field::kFetchedAt});
constexpr FieldMask kVariantKnows = kVariantNeeds | mask_of({Field::kBytes, Field::kContentType});
// "fetchedAt" belongs to a variant or to "missing".
constexpr FieldMask kVariantAlone = kVariantKnows & ~mask_of(Field::kFetchedAt);
constexpr FieldMask kTopKnows =
    kVariantKnows | mask_of({Field::kRecord, Field::kMissing, Field::kInvalidatedAt, Field::kOffset});

LocalVariant to_variant(RecordFields& fields) {
  LocalVariant variant;
  variant.size = static_cast<Variant>(fields.number(Field::kSize));
  variant.url = fields.text(Field::kUrl);
  variant.version = fields.text(Field::kVersion);
  variant.fetched_at = fields.number(Field::kFetchedAt);
  variant.expires_at = fields.number(Field::kExpiresAt);
  variant.bytes = static_cast<std::uint32_t>(fields.number(Field::kBytes));
  variant.content_type = fields.text(Field::kContentType);
  return variant;
}

class LocalRecordVisitor final : public JsonVisitor {
 public:
  void scalar(std::string_view key, const JsonScalar& value) override;
  JsonStep open(std::string_view key, bool is_array) override;
  void close() override;
  /// What was read; nothing when it is no record.
  std::optional<LocalRecord> result();

 private:
  enum class Place { kOutside, kTop, kVariants, kVariant };

  JsonStep open_in_top(std::string_view key, bool is_array);
  void add_variant();
  bool has_missing() const { return top_.number(Field::kMissing) != 0; }
  bool is_sound() const;

  Place place_ = Place::kOutside;
  RecordFields top_{kTopKnows};
  RecordFields variant_{kVariantKnows};
  std::vector<LocalVariant> others_;
  bool has_others_ = false;
  bool spoiled_ = false;
};

void LocalRecordVisitor::scalar(std::string_view key, const JsonScalar& value) {
  if (place_ == Place::kTop && key != kVariantsKey) {
    top_.take(key, value);
  } else if (place_ == Place::kVariant) {
    variant_.take(key, value);
  } else {
    spoiled_ = true;
  }
}

JsonStep LocalRecordVisitor::open(std::string_view key, bool is_array) {
  if (place_ == Place::kTop) return open_in_top(key, is_array);
  if (place_ == Place::kVariant) {
    variant_.take_container(key);
    return JsonStep::kSkip;
  }
  if (is_array) return JsonStep::kStop;
  place_ = place_ == Place::kOutside ? Place::kTop : Place::kVariant;
  return JsonStep::kEnter;
}

JsonStep LocalRecordVisitor::open_in_top(std::string_view key, bool is_array) {
  if (key != kVariantsKey) {
    top_.take_container(key);
    return JsonStep::kSkip;
  }
  if (!is_array || has_others_) return JsonStep::kStop;
  has_others_ = true;
  place_ = Place::kVariants;
  return JsonStep::kEnter;
}

void LocalRecordVisitor::close() {
  if (place_ == Place::kVariant) {
    add_variant();
    place_ = Place::kVariants;
  } else {
    place_ = place_ == Place::kVariants ? Place::kTop : Place::kOutside;
  }
}

void LocalRecordVisitor::add_variant() {
  if (variant_.spoiled() || !variant_.has(kVariantNeeds)) spoiled_ = true;
  others_.push_back(to_variant(variant_));
  variant_ = RecordFields(kVariantKnows);
}

bool LocalRecordVisitor::is_sound() const {
  if (spoiled_ || top_.spoiled() || !top_.has(mask_of(Field::kRecord))) return false;
  const bool has_variant = top_.has_any(kVariantAlone) || !others_.empty();
  if (has_variant) return !has_missing() && top_.has(kVariantNeeds);
  if (has_missing() != top_.has(mask_of(Field::kFetchedAt))) return false;
  return has_missing() || top_.has(mask_of(Field::kInvalidatedAt));
}

bool has_size_twice(const std::vector<LocalVariant>& variants) {
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto same = [&](const LocalVariant& other) { return other.size == variants[i].size; };
    if (std::any_of(variants.begin(), variants.begin() + static_cast<std::ptrdiff_t>(i), same)) return true;
  }
  return false;
}

std::optional<LocalRecord> LocalRecordVisitor::result() {
  if (!is_sound()) return std::nullopt;
  LocalRecord record;
  record.missing = has_missing();
  if (record.missing) record.missing_since = top_.number(Field::kFetchedAt);
  if (top_.has(mask_of(Field::kInvalidatedAt))) record.invalidated_at = top_.number(Field::kInvalidatedAt);
  if (top_.has(mask_of(Field::kOffset))) record.offset = top_.number(Field::kOffset);
  if (top_.has(kVariantNeeds)) record.variants.push_back(to_variant(top_));
  std::move(others_.begin(), others_.end(), std::back_inserter(record.variants));
  if (has_size_twice(record.variants)) return std::nullopt;
  return record;
}

void write_variant(JsonWriter& json, const LocalVariant& variant) {
  json.count(field_key(Field::kSize), variant.size);
  json.text(field_key(Field::kUrl), variant.url);
  json.text(field_key(Field::kVersion), variant.version);
  json.number(field_key(Field::kFetchedAt), variant.fetched_at);
  json.number(field_key(Field::kExpiresAt), variant.expires_at);
  json.count(field_key(Field::kBytes), variant.bytes);
  json.text(field_key(Field::kContentType), variant.content_type);
}

void write_variants(JsonWriter& json, const std::vector<LocalVariant>& variants) {
  if (variants.empty()) return;
  write_variant(json, variants.front());
  if (variants.size() == 1) return;
  json.begin_array(kVariantsKey);
  for (std::size_t i = 1; i < variants.size(); ++i) {
    json.begin_object();
    write_variant(json, variants[i]);
    json.end_object();
  }
  json.end_array();
}

bool is_kept_by_encoding(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') ||
         std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (is_kept_by_encoding(c)) {
    out += c;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 0xF];
}

}  // namespace

std::string local_key_prefix(std::string_view account) {
  std::string prefix = "profile_pic";
  if (!account.empty()) prefix += '@';
  for (const char c : account) append_encoded(prefix, c);
  return prefix += ':';
}

std::string local_key(std::string_view account, std::string_view user_id) {
  return local_key_prefix(account).append(user_id);
}

std::optional<LocalRecord> parse_local_record(std::string_view text) {
  LocalRecordVisitor visitor;
  if (!read_json(text, kLimits, visitor)) return std::nullopt;
  return visitor.result();
}

std::string write_local_record(const LocalRecord& record) {
  JsonWriter json;
  json.begin_object();
  json.count(field_key(Field::kRecord), 1);
  if (record.missing) {
    json.flag(field_key(Field::kMissing), true);
    json.number(field_key(Field::kFetchedAt), record.missing_since);
  } else {
    write_variants(json, record.variants);
  }
  if (record.invalidated_at) json.number(field_key(Field::kInvalidatedAt), *record.invalidated_at);
  if (record.offset) json.number(field_key(Field::kOffset), *record.offset);
  json.end_object();
  return json.take();
}

}  // namespace ppc
