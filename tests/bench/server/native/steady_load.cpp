// Asks one URL at a steady rate over kept connections and says how long the answers took.
//
//   steady_load PORT PATH RATE SECONDS CONNECTIONS
//
// Each connection has its own beat, RATE/CONNECTIONS a second, and time is counted from the beat, also when
// the connection was not free then: a server that stalls is seen as all of its clients would see it (no
// coordinated omission). Prints {"sent":...,"p50":...,"p99":...,"max":...} in microseconds; the first tenth
// of the time is left out.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

struct Load {
  std::uint16_t port;
  std::string request;
  double rate;
  double seconds;
  std::size_t connections;
};

struct Connection {
  int socket = -1;
  Time beat;  // when its current or next request is due
  bool waits = false;
  std::string received;
};

[[noreturn]] void fail(const char* what) {
  std::cerr << "steady_load: " << what << '\n';
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("cannot connect");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

/// A whole answer with a Content-Length has arrived.
bool is_whole(std::string_view text) {
  const auto head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) return false;
  constexpr std::string_view kLength = "Content-Length: ";
  const auto length = text.find(kLength);
  if (length > head) fail("an answer has no Content-Length");
  return text.size() >= head + 4 + std::strtoul(text.data() + length + kLength.size(), nullptr, 10);
}

class Player {
 public:
  explicit Player(const Load& load)
      : load_(load), period_(static_cast<double>(load.connections) / load.rate), epoll_(::epoll_create1(0)) {
    connections_.resize(load.connections);
    begin_ = Clock::now();
    for (std::size_t i = 0; i < connections_.size(); ++i) open(i);
  }

  std::vector<double> play() {
    const Time end = begin_ + to_duration(load_.seconds);
    while (Clock::now() < end) {
      send_what_is_due();
      receive();
    }
    return std::move(micros_);
  }

 private:
  static Clock::duration to_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }

  void open(std::size_t index) {
    Connection& connection = connections_[index];
    connection.socket = connect_to(load_.port);
    connection.beat = begin_ + to_duration(static_cast<double>(index) / load_.rate);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
  }

  void send_what_is_due() {
    const Time now = Clock::now();
    // In the order of their beats, so that it is enough to look at the next one.
    while (connections_[next_].beat <= now && !connections_[next_].waits) {
      Connection& connection = connections_[next_];
      connection.waits = true;
      connection.received.clear();
      const auto size = static_cast<ssize_t>(load_.request.size());
      if (::send(connection.socket, load_.request.data(), load_.request.size(), 0) != size)
        fail("cannot send");
      next_ = (next_ + 1) % connections_.size();
    }
  }

  void receive() {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) read(connections_[events[static_cast<std::size_t>(i)].data.u64]);
  }

  void read(Connection& connection) {
    std::array<char, 16384> bytes;
    const auto size = ::recv(connection.socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) fail("the server has closed a connection");
    connection.received.append(bytes.data(), static_cast<std::size_t>(size));
    if (!is_whole(connection.received)) return;
    if (!connection.received.starts_with("HTTP/1.1 200")) fail("an answer is not 200");
    const Time now = Clock::now();
    if (now - begin_ > to_duration(load_.seconds / 10)) {
      micros_.push_back(std::chrono::duration<double, std::micro>(now - connection.beat).count());
    }
    connection.waits = false;
    connection.beat += to_duration(period_);
  }

  const Load& load_;
  double period_;
  int epoll_;
  Time begin_;
  std::vector<Connection> connections_;
  std::size_t next_ = 0;
  std::vector<double> micros_;
};

double at(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share)];
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) return 2;
  const Load load{static_cast<std::uint16_t>(std::atoi(arguments[1])),
                  std::string("GET ") + arguments[2] + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                  std::atof(arguments[3]), std::atof(arguments[4]),
                  static_cast<std::size_t>(std::atoi(arguments[5]))};
  std::vector<double> micros = Player(load).play();
  if (micros.empty()) fail("nothing was answered");
  std::sort(micros.begin(), micros.end());
  std::cout << R"({"sent":)" << micros.size() << R"(,"p50":)" << at(micros, 0.5) << R"(,"p99":)"
            << at(micros, 0.99) << R"(,"max":)" << micros.back() << "}\n";
}
