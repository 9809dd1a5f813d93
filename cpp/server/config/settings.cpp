#include "server/config/settings.h"

#include <boost/asio/ip/address.hpp>

#include "server/http/networks.h"
#include "server/s3/endpoint.h"
#include "server/s3/presign.h"

namespace ppc::server {
namespace {

constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
constexpr std::string_view kHeaderCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kNameTakes = "lower-case letters, digits, '-' and '.'";
constexpr long long kYear = 366LL * 24 * 3600;
constexpr long long kHourMillis = 3600000;

std::string set_host(Config& config, const std::string& value) {
  boost::system::error_code code;
  boost::asio::ip::make_address(value, code);
  if (code) return "an IP address such as 127.0.0.1";
  config.host = value;
  return {};
}

bool is_origin(const std::string& value) {
  if (value == "*") return true;
  const auto endpoint = s3::parse_endpoint(value);
  return endpoint && endpoint->host == endpoint->authority &&
         endpoint->scheme + "://" + endpoint->host == value;
}

bool is_endpoint(const std::string& value) { return s3::parse_endpoint(value).has_value(); }

bool is_network(const std::string& value) { return Networks::parse({value}).ok(); }

std::string set_public_store_url(Config& config, const std::string& value) {
  if (!is_endpoint(value)) return "http:// or https://, a host and perhaps a port, without a path";
  config.public_store_url = value;
  return {};
}

std::string set_redis(Config& config, const std::string& value) {
  auto settings = redis::parse_url(value);
  if (!settings.ok()) return "a Redis URL: " + settings.error().message;
  config.redis = std::move(settings.value());
  config.has_redis = true;
  return {};
}

std::string set_auth(Config& config, const std::string& value) {
  if (value != "off" && value != "jwt" && value != "proxy") return "off, jwt or proxy";
  config.auth = value == "off" ? AuthMode::kOff : value == "jwt" ? AuthMode::kJwt : AuthMode::kProxy;
  return {};
}

constexpr auto kSwitch = Setting::Kind::kSwitch;
constexpr auto kSecret = Setting::Kind::kSecret;

std::vector<Setting> listening() {
  return {
      {"host", "IP address to listen on", "127.0.0.1", set_host},
      {"port", "port of the API; 0 takes a free one", "8787", number(&Config::port, 0, 65535)},
      {"store-port", "port of the embedded object store; 0 takes a free one", "8788",
       number(&Config::store_port, 0, 65535)},
      {"threads", "event loops; 0 is one for each core", "0", number(&Config::threads, 0, 256)},
      {"allow-origin", "origins whose pages may use the API, or *", "none",
       list(&Config::allow_origins, is_origin,
            "an origin as browsers send it, such as https://example.com, or *")},
  };
}

std::vector<Setting> pictures() {
  return {
      {"max-body-bytes", "size limit of an uploaded picture", "5242880",
       number(&Config::max_body_bytes, 1, 64 * 1024 * 1024)},
      {"max-body-memory-bytes", "all bodies that are under way at a time; more uploads are answered 503",
       "268435456", number(&Config::max_body_memory_bytes, 256 * 1024, 1LL << 40)},
      {"max-pixels", "width times height of an uploaded picture", "64000000",
       number(&Config::max_pixels, 1, 1'000'000'000)},
      {"picture-threads", "threads that decode and encode uploads", "2",
       number(&Config::picture_threads, 1, 64)},
      {"url-lifetime-seconds", "how long a signed URL works, at most 7 days", "3600",
       number(&Config::url_lifetime_seconds, 1, s3::kMaxLifetimeSeconds)},
      {"url-cache-seconds", "how long a signed URL is handed out again", "3000",
       number(&Config::url_cache_seconds, 0, s3::kMaxLifetimeSeconds)},
  };
}

std::vector<Setting> redis_settings() {
  return {
      {"redis",
       "Redis as URL cache: redis://, rediss:// (TLS), redis+sentinel://host,host/master or "
       "redis+cluster://host,host; "
       "user:password@ and /database as needed",
       "this process' memory", set_redis, kSecret},
      {"redis-ca-file", "authorities that vouch for Redis' certificate, as PEM", "the system's",
       text(&Config::redis_ca_file, "", "a file")},
      {"redis-connect-timeout-ms", "until a connection to Redis must stand", "1000",
       number(&Config::redis_connect_timeout_ms, 1, kHourMillis)},
      {"redis-command-timeout-ms", "until Redis must answer; the request then goes on without it", "250",
       number(&Config::redis_command_timeout_ms, 1, kHourMillis)},
      {"near-cache-entries", "signed URLs kept in this process before Redis; 0 is none", "10000",
       number(&Config::near_cache_entries, 0, 10'000'000)},
      {"near-cache-seconds", "for how long", "60", number(&Config::near_cache_seconds, 1, 3000)},
  };
}

std::vector<Setting> store() {
  return {
      {"data", "folder of the embedded object store", ".data/server", text(&Config::data, "", "a folder")},
      {"s3", "object store (MinIO, Ceph, AWS S3); several gateways of one store with commas",
       "the embedded object store",
       list(&Config::s3_endpoints, is_endpoint,
            "http:// or https://, a host and perhaps a port, without a path")},
      {"public-store-url", "address of the object store as browsers reach it: the one that is signed",
       "the first --s3, or where the embedded store listens", set_public_store_url},
      {"bucket", "bucket of the pictures", "profile-pictures",
       text(&Config::bucket, kNameCharacters, kNameTakes)},
      {"region", "region in signatures", "us-east-1", text(&Config::region, kNameCharacters, kNameTakes)},
      {"virtual-host", "the bucket's name goes into the host of URLs, not into the path", "false",
       on_or_off(&Config::virtual_host), kSwitch},
      {"access-key", "access key", "AWS_ACCESS_KEY_ID, then the credentials file",
       text(&Config::access_key, "", "an access key")},
      {"secret-key", "secret key; of the embedded store one is made and kept in <data>/secret",
       "AWS_SECRET_ACCESS_KEY, then the credentials file", text(&Config::secret_key, "", "a secret"),
       kSecret},
      {"session-token", "session token of temporary credentials",
       "AWS_SESSION_TOKEN, then the credentials file", text(&Config::session_token, "", "a token"), kSecret},
      {"credentials-file", "file with aws_access_key_id, aws_secret_access_key and perhaps aws_session_token",
       "none", text(&Config::credentials_file, "", "a file")},
      {"credentials-profile", "section of that file", "default",
       text(&Config::credentials_profile, "", "a section's name")},
      {"s3-ca-file", "authorities that vouch for the object store's certificate, as PEM", "the system's",
       text(&Config::s3_ca_file, "", "a file")},
      {"s3-timeout-ms", "until the object store must have answered, repetitions included", "5000",
       number(&Config::s3_timeout_ms, 1, kHourMillis)},
      {"init-bucket", "make the bucket and its CORS rules when they are missing", "false",
       on_or_off(&Config::init_bucket), kSwitch},
  };
}

std::vector<Setting> access() {
  return {
      {"auth", "off, jwt or proxy; off only on loopback", "off", set_auth},
      {"jwt-algorithm", "the only algorithm of tokens", "RS256",
       one_of(&Config::jwt_algorithm, {"HS256", "RS256", "ES256"})},
      {"jwt-key-file", "the secret (HS256) or the public key (PEM)", "none",
       text(&Config::jwt_key_file, "", "a file")},
      {"jwks-file", "the keys as a JSON Web Key Set; read again when it changes", "none",
       text(&Config::jwks_file, "", "a file")},
      {"jwt-issuer", "what `iss` must be", "none", text(&Config::jwt_issuer, "", "an issuer")},
      {"jwt-audience", "what `aud` must name", "none", text(&Config::jwt_audience, "", "an audience")},
      {"public-reads", "reading needs no token; writing always does", "false",
       on_or_off(&Config::public_reads), kSwitch},
      {"trusted-proxies", "addresses or networks whose forwarded headers count", "none",
       list(&Config::trusted_proxies, is_network, "IP addresses or networks such as 10.0.0.0/8")},
      {"proxy-user-header", "header in which a trusted proxy names the user", "X-Forwarded-User",
       text(&Config::proxy_user_header, kHeaderCharacters, "a header's name")},
      {"proxy-scopes-header", "header in which it lists the user's scopes", "X-Forwarded-Scopes",
       text(&Config::proxy_scopes_header, kHeaderCharacters, "a header's name")},
      {"rate-per-second", "requests a second of one client, in the long run; 0 is no limit", "0",
       number(&Config::rate_per_second, 0, 1'000'000)},
      {"rate-burst", "requests at once", "100", number(&Config::rate_burst, 1, 1'000'000)},
  };
}

std::vector<Setting> connections() {
  return {
      {"idle-timeout-ms", "until a silent connection is closed", "60000",
       number(&Config::idle_timeout_ms, 1, kHourMillis)},
      {"header-timeout-ms", "until a request's header must be there", "10000",
       number(&Config::header_timeout_ms, 1, kHourMillis)},
      {"body-timeout-ms", "until its body must be there, plus 1 s for each 64 KB", "20000",
       number(&Config::body_timeout_ms, 1, kHourMillis)},
      {"max-connections", "connections at a time", "4096", number(&Config::max_connections, 1, 1000000)},
      {"max-requests-per-connection", "after so many a connection is closed", "10000",
       number(&Config::max_requests_per_connection, 1, 1'000'000'000)},
      {"grace-seconds", "how long requests that have begun may take after the signal to end", "10",
       number(&Config::grace_seconds, 0, 3600)},
      {"log-level", "debug, info, warning or error", "info",
       one_of(&Config::log_level, {"debug", "info", "warning", "error"})},
      {"clock-offset-seconds", "added to the clock, to try what happens later", "0",
       number(&Config::clock_offset_seconds, -kYear, kYear)},
  };
}

}  // namespace

const std::vector<Setting>& all_settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> settings;
    for (const auto& group : {listening(), pictures(), redis_settings(), store(), access(), connections()}) {
      settings.insert(settings.end(), group.begin(), group.end());
    }
    return settings;
  }();
  return all;
}

const Setting* find_setting(std::string_view name) {
  for (const auto& setting : all_settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string variable_of(const Setting& setting) {
  std::string name = "PPC_";
  for (char c : setting.name)
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

}  // namespace ppc::server
