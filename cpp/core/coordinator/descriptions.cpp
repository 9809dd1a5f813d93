// Answers of the backend: which version a picture has and where its bytes are.
#include <algorithm>
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {
namespace {

// What the answer says of users, each found by its id. A batch has at most 200 users, and the backend answers
// in the order of the question: the search goes on where the last one ended.
class AnswerWalk {
 public:
  explicit AnswerWalk(const BatchAnswer& answer) : answer_(answer) {}
  /// Null when the answer holds no picture of the user.
  const PictureRecord* picture(std::string_view user_id) {
    const std::size_t count = answer_.pictures.size();
    for (std::size_t i = 0; i < count; ++i) {
      const PictureRecord& record = answer_.pictures[(next_ + i) % count];
      if (record.user_id != user_id) continue;
      next_ += i + 1;
      return &record;
    }
    return nullptr;
  }
  bool is_missing(std::string_view user_id) const {
    return std::find(answer_.missing.begin(), answer_.missing.end(), user_id) != answer_.missing.end();
  }

 private:
  const BatchAnswer& answer_;
  std::size_t next_ = 0;
};

}  // namespace

void Coordinator::Impl::handle_described(BatchId id, const BatchAnswer& answer) {
  const std::optional<Batch> batch = take_batch(id, Layer::kNetwork);
  if (!batch) return;
  clock_.observe(answer.server_time, batch->asked_at, now_);
  const Millis answered = answered_at(answer.server_time, batch->asked_at);
  const std::vector<std::string_view> gone = take_answer(*batch, answer, answered);
  if (!gone.empty()) write_back_.remove(gone, batch->asked_at, answered);
}

// No answer is of a time before it was asked for, whatever the estimate of the two clocks makes of it: the
// picture would seem to be older than an invalidation that came first, and be refused. Nor is one asked for
// later than now: the clock was set back meanwhile.
Millis Coordinator::Impl::answered_at(Millis server_time, Millis asked_at) const {
  return std::max(server_time, clock_.to_server(std::min(asked_at, now_)));
}

// Each lookup goes its way, those that the answer does not mention as well. Returns who has no picture.
std::vector<std::string_view> Coordinator::Impl::take_answer(const Batch& batch, const BatchAnswer& answer,
                                                             Millis answered) {
  AnswerWalk walk(answer);
  std::vector<std::string_view> gone;
  std::vector<Lookup*> unmentioned;
  for (const Batch::Member& member : batch.members) {
    Lookup* const lookup = asked_in(batch, member.slot);
    if (lookup == nullptr) continue;
    const std::string_view user_id = store_.user_id(member.slot);
    if (const PictureRecord* const record = walk.picture(user_id)) {
      take_description(*lookup, *record, answered);
    } else if (walk.is_missing(user_id)) {
      gone.push_back(user_id);
      take_missing(*lookup, answered);
    } else {
      unmentioned.push_back(lookup);
    }
  }
  if (!unmentioned.empty()) retry_together(unmentioned, Failure::kBadAnswer, 0);
  return gone;
}

void Coordinator::Impl::handle_describe_failed(BatchId id, Failure why, Millis retry_after) {
  if (const std::optional<Batch> batch = take_batch(id, Layer::kNetwork)) {
    describe_failed(*batch, why, retry_after);
  }
}

void Coordinator::Impl::take_description(Lookup& lookup, const PictureRecord& record, Millis server_time) {
  const Picture& picture = store_.picture(lookup.slot);
  const bool held = picture.status == Status::kReady && picture.bytes_held && !state(lookup.slot).invalidated;
  if (held && picture.version == record.version) return renew(lookup, record, server_time);
  download(lookup, {record, server_time});
}

void Coordinator::Impl::renew(Lookup& lookup, const PictureRecord& record, Millis server_time) {
  const Slot slot = lookup.slot;
  store_.dispatch(slot, RecordRenewed{record.url, server_time, checked_until(server_time)});
  keep_everywhere(slot, {record, server_time}, lookup.asked_at);
  answer_waiters(lookup, Layer::kNetwork);
  finish(lookup);
}

void Coordinator::Impl::take_missing(Lookup& lookup, Millis server_time) {
  const Slot slot = lookup.slot;
  const Millis asked_at = lookup.asked_at;
  monitor_.count(Counter::kMissing);
  store_.dispatch(slot, PictureMissing{clock_.to_client(server_time + options_.lifetimes.missing)});
  state(slot).invalidated = false;
  local_.put_missing(store_.user_id(slot), server_time, asked_at, now_);
  answer_waiters(lookup, Layer::kNetwork);
  finish(lookup);
}

}  // namespace ppc
