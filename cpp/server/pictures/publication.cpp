#include "server/pictures/publication.h"

#include "server/base/crypto.h"
#include "server/base/log.h"

namespace ppc::server {
namespace {

/// The pointer's object has no bytes: what it says is in its note.
constexpr std::string_view kPointerType = "text/plain";

std::string generation_of(const Renditions& renditions) {
  std::string digests;
  for (const auto& rendition : renditions) digests += to_hex(sha256(rendition));
  return to_hex(sha256(digests)).substr(0, kGenerationDigits);
}

/// What is kept besides the new generation: the one that readers have now.
std::string generation_before(const std::optional<Pointer>& current, const std::string& generation) {
  if (!current) return {};
  return current->generation == generation ? current->previous : current->generation;
}

bool names(const Pointer& pointer, const std::string& generation) {
  return generation == pointer.generation || generation == pointer.previous;
}

}  // namespace

Result<PublishedObject> published_object(const std::string& pointer_key, const ObjectInfo& pointer,
                                         Variant variant) {
  if (pointer.note.empty()) {
    return PublishedObject{pointer_key, pointer.version, pointer.content_type, pointer.bytes};
  }
  const auto parsed = parse_pointer(pointer.note);
  if (!parsed) {
    return Error{ErrorKind::kDamaged,
                 "the note of " + pointer_key + " cannot be read; upload the picture again"};
  }
  return object_of(pointer_key, *parsed, variant);
}

PublishedObject object_of(const std::string& pointer_key, const Pointer& pointer, Variant variant) {
  const auto& published = pointer.variants[index_of(variant)];
  return {variant_key(pointer_key, pointer.generation, variant), published.version,
          std::string(kRenditionType), published.bytes};
}

Publisher::Publisher(ObjectStore& store) : store_(store) {}

Task<Result<Pointer>> Publisher::publish(const std::string& pointer_key, const Renditions& renditions) {
  const auto turn = co_await turns_.take(pointer_key);
  const auto found = co_await current(pointer_key);
  if (!found.ok()) co_return found.error();
  const auto& before = found.value();
  Pointer next;
  next.generation = generation_of(renditions);
  next.previous = generation_before(before, next.generation);

  const auto written = co_await put_variants(pointer_key, renditions, next);
  if (!written.ok()) {
    if (!before || !names(*before, next.generation)) co_await tidy(pointer_key, next.generation);
    co_return written.error();
  }
  // When this fails nobody knows whether the store did it: what it names has to stay.
  const auto published = co_await put_pointer(pointer_key, next);
  if (!published.ok()) co_return published.error();
  const bool is_outdated = before && !before->previous.empty() && !names(next, before->previous);
  if (is_outdated) co_await tidy(pointer_key, before->previous);
  co_return next;
}

Task<Result<Done>> Publisher::remove(const std::string& pointer_key) {
  const auto turn = co_await turns_.take(pointer_key);
  const auto found = co_await current(pointer_key);
  if (!found.ok()) co_return found.error();
  auto removed = co_await store_.remove(pointer_key);
  const auto& pointer = found.value();
  if (!removed.ok() || !pointer) co_return removed;
  removed = co_await remove_generation(pointer_key, pointer->generation);
  if (!pointer->previous.empty()) {
    const auto removed_previous = co_await remove_generation(pointer_key, pointer->previous);
    if (!removed_previous.ok()) co_return removed_previous;
  }
  co_return removed;
}

/// Nothing when there is no picture, or one of before, or one whose pointer is damaged: then it is replaced.
Task<Result<std::optional<Pointer>>> Publisher::current(const std::string& pointer_key) {
  const std::vector<std::string> keys(1, pointer_key);
  const auto heads = co_await store_.head(keys);
  const auto& head = heads.front();
  if (head.ok()) co_return parse_pointer(head.value().note);
  const ErrorKind kind = head.error().kind;
  if (kind == ErrorKind::kNotFound || kind == ErrorKind::kDamaged) co_return std::nullopt;
  co_return head.error();
}

Task<Result<Done>> Publisher::put_variants(const std::string& pointer_key, const Renditions& renditions,
                                           Pointer& pointer) {
  for (const Variant variant : kVariants) {
    const std::string key = variant_key(pointer_key, pointer.generation, variant);
    const NewObject object{renditions[index_of(variant)], kRenditionType, {}};
    const auto stored = co_await store_.put(key, object);
    if (!stored.ok()) co_return stored.error();
    pointer.variants[index_of(variant)] = {stored.value().version, object.bytes.size()};
  }
  co_return Done{};
}

Task<Result<Done>> Publisher::put_pointer(const std::string& pointer_key, const Pointer& pointer) {
  const auto note = format_pointer(pointer);
  if (!note.ok()) co_return note.error();
  const NewObject object{{}, kPointerType, note.value()};
  const auto stored = co_await store_.put(pointer_key, object);
  if (!stored.ok()) co_return stored.error();
  co_return Done{};
}

/// Tries all of it, and says what failed first.
Task<Result<Done>> Publisher::remove_generation(const std::string& pointer_key,
                                                const std::string& generation) {
  Result<Done> outcome = Done{};
  for (const Variant variant : kVariants) {
    const std::string key = variant_key(pointer_key, generation, variant);
    const auto removed = co_await store_.remove(key);
    if (outcome.ok() && !removed.ok()) outcome = removed.error();
  }
  co_return outcome;
}

/// What stays behind costs room, nothing else.
Task<void> Publisher::tidy(const std::string& pointer_key, const std::string& generation) {
  const auto removed = co_await remove_generation(pointer_key, generation);
  if (!removed.ok()) {
    log::warning("not removed from the object store, and no longer used: " + pointer_key + '/' + generation +
                 ": " + removed.error().message);
  }
}

}  // namespace ppc::server
