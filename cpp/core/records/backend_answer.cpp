#include "core/records/backend_answer.h"

#include <utility>

#include "core/base/user_id.h"
#include "core/records/json_reader.h"
#include "core/records/record_fields.h"

namespace ppc {
namespace {

constexpr JsonLimits kLimits = {.bytes = kMaxAnswerBytes, .depth = 8};
constexpr std::string_view kPicturesKey = "pictures";
constexpr std::string_view kMissingKey = "missing";

constexpr FieldMask kPictureNeeds =
    mask_of({Field::kUserId, Field::kUrl, Field::kVersion, Field::kExpiresAt});
constexpr FieldMask kPictureKnows = kPictureNeeds | mask_of({Field::kContentType, Field::kBytes});
constexpr FieldMask kServerTime = mask_of(Field::kServerTime);

bool is_picture(const RecordFields& fields) { return !fields.spoiled() && fields.has(kPictureNeeds); }

PictureRecord to_picture(RecordFields& fields) {
  PictureRecord picture;
  picture.user_id = fields.text(Field::kUserId);
  picture.url = fields.text(Field::kUrl);
  picture.version = fields.text(Field::kVersion);
  picture.expires_at = fields.number(Field::kExpiresAt);
  picture.content_type = fields.text(Field::kContentType);
  picture.bytes = static_cast<std::uint32_t>(fields.number(Field::kBytes));
  return picture;
}

class SingleAnswerVisitor final : public JsonVisitor {
 public:
  void scalar(std::string_view key, const JsonScalar& value) override { fields_.take(key, value); }
  JsonStep open(std::string_view key, bool is_array) override;
  void close() override {}
  std::optional<SingleAnswer> result();

 private:
  bool inside_ = false;
  RecordFields fields_{kPictureKnows | kServerTime};
};

JsonStep SingleAnswerVisitor::open(std::string_view key, bool is_array) {
  if (inside_) {
    fields_.take_container(key);
    return JsonStep::kSkip;
  }
  inside_ = true;
  return is_array ? JsonStep::kStop : JsonStep::kEnter;
}

std::optional<SingleAnswer> SingleAnswerVisitor::result() {
  if (!is_picture(fields_) || !fields_.has(kServerTime)) return std::nullopt;
  return SingleAnswer{to_picture(fields_), fields_.number(Field::kServerTime)};
}

class BatchAnswerVisitor final : public JsonVisitor {
 public:
  void scalar(std::string_view key, const JsonScalar& value) override;
  JsonStep open(std::string_view key, bool is_array) override;
  void close() override;
  std::optional<BatchAnswer> result();

 private:
  enum class Place { kOutside, kTop, kPictures, kPicture, kMissing };

  JsonStep enter(Place place);
  JsonStep open_in_top(std::string_view key, bool is_array);
  JsonStep open_list(Place place, bool is_array, bool& seen);
  void add_missing(const JsonScalar& value);
  void add_picture();

  Place place_ = Place::kOutside;
  RecordFields top_{kServerTime};
  RecordFields picture_{kPictureKnows};
  BatchAnswer answer_;
  bool has_pictures_ = false;
  bool has_missing_ = false;
  bool spoiled_ = false;
};

void BatchAnswerVisitor::scalar(std::string_view key, const JsonScalar& value) {
  if (place_ == Place::kTop) {
    top_.take(key, value);
    if (key == kPicturesKey || key == kMissingKey) spoiled_ = true;
  } else if (place_ == Place::kPicture) {
    picture_.take(key, value);
  } else if (place_ == Place::kMissing) {
    add_missing(value);
  }
}

JsonStep BatchAnswerVisitor::open(std::string_view key, bool is_array) {
  switch (place_) {
    case Place::kOutside:
      return is_array ? JsonStep::kStop : enter(Place::kTop);
    case Place::kTop:
      return open_in_top(key, is_array);
    case Place::kPictures:
      return is_array ? JsonStep::kSkip : enter(Place::kPicture);
    case Place::kPicture:
      picture_.take_container(key);
      return JsonStep::kSkip;
    default:
      return JsonStep::kSkip;
  }
}

JsonStep BatchAnswerVisitor::enter(Place place) {
  place_ = place;
  return JsonStep::kEnter;
}

JsonStep BatchAnswerVisitor::open_in_top(std::string_view key, bool is_array) {
  if (key == kPicturesKey) return open_list(Place::kPictures, is_array, has_pictures_);
  if (key == kMissingKey) return open_list(Place::kMissing, is_array, has_missing_);
  top_.take_container(key);
  return JsonStep::kSkip;
}

JsonStep BatchAnswerVisitor::open_list(Place place, bool is_array, bool& seen) {
  if (!is_array || seen) return JsonStep::kStop;
  seen = true;
  return enter(place);
}

void BatchAnswerVisitor::close() {
  if (place_ == Place::kPicture) {
    add_picture();
    place_ = Place::kPictures;
  } else {
    place_ = place_ == Place::kTop ? Place::kOutside : Place::kTop;
  }
}

void BatchAnswerVisitor::add_missing(const JsonScalar& value) {
  if (value.kind == JsonScalar::Kind::kText && is_valid_user_id(value.text)) {
    answer_.missing.emplace_back(value.text);
  }
}

void BatchAnswerVisitor::add_picture() {
  if (is_picture(picture_)) answer_.pictures.push_back(to_picture(picture_));
  picture_ = RecordFields(kPictureKnows);
}

std::optional<BatchAnswer> BatchAnswerVisitor::result() {
  const bool complete = has_pictures_ && has_missing_ && top_.has(kServerTime);
  if (spoiled_ || top_.spoiled() || !complete) return std::nullopt;
  answer_.server_time = top_.number(Field::kServerTime);
  return std::move(answer_);
}

}  // namespace

std::optional<BatchAnswer> parse_batch_answer(std::string_view text) {
  BatchAnswerVisitor visitor;
  if (!read_json(text, kLimits, visitor)) return std::nullopt;
  return visitor.result();
}

std::optional<SingleAnswer> parse_single_answer(std::string_view text) {
  SingleAnswerVisitor visitor;
  if (!read_json(text, kLimits, visitor)) return std::nullopt;
  return visitor.result();
}

}  // namespace ppc
