// A real redis-server on a free port of 127.0.0.1, ended with the test.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/temporary_folder.h"

extern char** environ;

namespace ppc::server::test {

class RedisProcess {
 public:
  explicit RedisProcess(std::vector<std::string> flags = {}) : flags_(std::move(flags)), port_(free_port()) {
    start();
  }
  ~RedisProcess() { stop(); }
  RedisProcess(const RedisProcess&) = delete;
  RedisProcess& operator=(const RedisProcess&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

  /// On the same port again, empty; returns when it answers.
  void start() {
    std::vector<std::string> arguments = {
        "redis-server", "--port",    std::to_string(port_),  "--bind", "127.0.0.1", "--save", "", "--dir",
        folder_.path(), "--logfile", folder_.path() + "/log"};
    arguments.insert(arguments.end(), flags_.begin(), flags_.end());
    std::vector<char*> raw;
    raw.reserve(arguments.size() + 1);
    for (auto& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    if (::posix_spawnp(&pid_, "redis-server", nullptr, nullptr, raw.data(), environ) != 0)
      throw std::runtime_error("redis-server cannot be started: apt-get install redis-server");
    while (!answers()) std::this_thread::yield();
  }
  void stop() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  void pause() const { ::kill(pid_, SIGSTOP); }
  void go_on() const { ::kill(pid_, SIGCONT); }

 private:
  using Tcp = boost::asio::ip::tcp;

  static std::uint16_t free_port() {
    boost::asio::io_context loop;
    return Tcp::acceptor(loop, {boost::asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
  }
  bool answers() const {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) throw std::runtime_error("redis-server ended at once");
    boost::asio::io_context loop;
    Tcp::socket socket(loop);
    boost::system::error_code code;
    socket.connect({boost::asio::ip::address_v4::loopback(), port_}, code);
    return !code;
  }

  TemporaryFolder folder_;
  std::vector<std::string> flags_;
  std::uint16_t port_;
  pid_t pid_ = 0;
};

}  // namespace ppc::server::test
