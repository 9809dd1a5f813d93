#include "server/redis/reply_reader.h"

#include <hiredis/hiredis.h>

namespace ppc::server::redis {
namespace {

// hiredis calls these as it parses: the reply grows in place, without its own copy of it. A null pointer
// makes it give up with an error.

Reply::Kind kind_of_text(int type) {
  if (type == REDIS_REPLY_ERROR) return Reply::Kind::kError;
  return type == REDIS_REPLY_STATUS ? Reply::Kind::kStatus : Reply::Kind::kText;
}

/// The place of the reply that is being read: in its parent's list, or a new one.
Reply* place_of(const redisReadTask* task) {
  if (task->parent == nullptr) return std::make_unique<Reply>().release();
  auto* parent = static_cast<Reply*>(task->parent->obj);
  return &parent->list[static_cast<std::size_t>(task->idx)];
}

void* create_text(const redisReadTask* task, char* text, std::size_t size) {
  Reply* reply = place_of(task);
  reply->kind = kind_of_text(task->type);
  reply->text.assign(text, size);
  return reply;
}

void* create_list(const redisReadTask* task, int elements) {
  auto& left = *static_cast<std::size_t*>(task->privdata);
  const auto wanted = static_cast<std::size_t>(elements);
  if (elements < 0 || wanted > left) return nullptr;
  left -= wanted;
  Reply* reply = place_of(task);
  reply->kind = Reply::Kind::kList;
  reply->list.resize(wanted);
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) {
  Reply* reply = place_of(task);
  reply->kind = Reply::Kind::kInteger;
  reply->integer = value;
  return reply;
}

void* create_nothing(const redisReadTask* task) { return place_of(task); }

void free_reply(void* reply) { const std::unique_ptr<Reply> owned(static_cast<Reply*>(reply)); }

// Not const: that is how hiredis takes it.
redisReplyObjectFunctions functions = {create_text, create_list, create_integer, create_nothing, free_reply};

}  // namespace

ReplyReader::ReplyReader()
    : elements_left_(std::make_unique<std::size_t>(kMaxElements)),
      reader_(redisReaderCreateWithFunctions(&functions)) {
  reader_->privdata = elements_left_.get();
}
ReplyReader::~ReplyReader() = default;
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

void ReplyReader::feed(std::string_view bytes) { redisReaderFeed(reader_.get(), bytes.data(), bytes.size()); }

Result<std::optional<Reply>> ReplyReader::next() {
  void* found = nullptr;
  if (redisReaderGetReply(reader_.get(), &found) != REDIS_OK) {
    return Error{ErrorKind::kUnavailable,
                 std::string("the answer is not Redis' protocol: ") + reader_->errstr};
  }
  if (found == nullptr && reader_->len - reader_->pos > kMaxBytes) {
    return Error{ErrorKind::kUnavailable, "the answer is larger than any that was asked for"};
  }
  if (found == nullptr) return std::optional<Reply>();
  *elements_left_ = kMaxElements;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(found));
  return std::optional<Reply>(std::move(*reply));
}

}  // namespace ppc::server::redis
