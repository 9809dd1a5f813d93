// Errors of the server's own parts are values. Exceptions of libraries are caught where they are called.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace ppc::server {

enum class ErrorKind {
  kNotFound,     // the thing asked for does not exist
  kUnavailable,  // a disk, cache or store did not do its work; asking again later may help
  kInvalid,      // a setting or input is wrong; asking again does not help
  kDamaged,      // what is stored is not what was written; writing it anew helps
  kTooLarge,     // an input is larger than the settings allow
  kBusy,         // so much is under way that no more is taken; asking again in a second helps
};

/// What happened, to which thing, as one sentence for a log or an operator.
struct Error {
  ErrorKind kind;
  std::string message;
};

/// The value of an operation that has nothing to say but that it is done.
struct Done {};

/// Either a value or an Error. value() may be called only when ok(), error() only when not.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return content_.index() == 0; }
  T& value() { return std::get<0>(content_); }
  const T& value() const { return std::get<0>(content_); }
  const Error& error() const { return std::get<1>(content_); }

 private:
  std::variant<T, Error> content_;
};

}  // namespace ppc::server
