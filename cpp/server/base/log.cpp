#include "server/base/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "server/base/json_text.h"
#include "server/base/time_text.h"

namespace ppc::server::log {
namespace {

constexpr std::size_t kBufferSize = 8 * 1024;
constexpr std::chrono::seconds kFlushEvery{1};

/// {"time":"2026-01-31T12:00:00.123Z","level":"info",...}. The text of the second is kept: there are many
/// lines in one.
class LineFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    using std::chrono::duration_cast;
    const auto millis = duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch()).count();
    if (millis / 1000 != second_) remember(millis / 1000);
    const std::string fraction = std::to_string(1000 + millis % 1000);
    append(line, begin_);
    append(line, std::string_view(fraction).substr(1));
    append(line, "Z\",\"level\":\"");
    append(line, {spdlog::level::to_string_view(message.level).data(),
                  spdlog::level::to_string_view(message.level).size()});
    append(line, "\",");
    append(line, {message.payload.data(), message.payload.size()});
    append(line, "}\n");
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(); }

 private:
  static void append(spdlog::memory_buf_t& line, std::string_view text) {
    line.append(text.data(), text.data() + text.size());
  }
  void remember(long long second) {
    second_ = second;
    begin_ = "{\"time\":\"" + format_iso_date(static_cast<Millis>(second) * 1000);
    begin_.back() = '.';  // instead of the Z
  }

  long long second_ = -1;
  std::string begin_;
};

/// Standard error with a buffer. spdlog's own sink writes each line by itself: a system call for each
/// request.
class BufferedStderr final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  BufferedStderr() { std::setvbuf(stderr, nullptr, _IOFBF, kBufferSize); }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    line_.clear();
    formatter_->format(message, line_);
    std::fwrite(line_.data(), 1, line_.size(), stderr);
  }
  void flush_() override { std::fflush(stderr); }

  spdlog::memory_buf_t line_;
};

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("ppc", std::make_shared<BufferedStderr>());
    spdlog::initialize_logger(made);
    made->set_formatter(std::make_unique<LineFormatter>());
    made->flush_on(spdlog::level::warn);
    spdlog::flush_every(kFlushEvery);
    return made;
  }();
  return *instance;
}

/// Not through a format string, which copies the text once more.
void write_members(spdlog::level::level_enum level, std::string_view members) {
  logger().log(level, spdlog::string_view_t(members.data(), members.size()));
}

void write(spdlog::level::level_enum level, std::string_view message) {
  if (!logger().should_log(level)) return;
  std::string members = "\"message\":";
  append_json_string(members, message);
  write_members(level, members);
}

}  // namespace

bool set_level(std::string_view level) {
  if (level == "debug") return logger().set_level(spdlog::level::debug), true;
  if (level == "info") return logger().set_level(spdlog::level::info), true;
  if (level == "warning") return logger().set_level(spdlog::level::warn), true;
  if (level == "error") return logger().set_level(spdlog::level::err), true;
  return false;
}

void debug(std::string_view message) { write(spdlog::level::debug, message); }
void info(std::string_view message) { write(spdlog::level::info, message); }
void warning(std::string_view message) { write(spdlog::level::warn, message); }
void error(std::string_view message) { write(spdlog::level::err, message); }
void info_members(std::string_view members) { write_members(spdlog::level::info, members); }
bool info_enabled() { return logger().should_log(spdlog::level::info); }

}  // namespace ppc::server::log
