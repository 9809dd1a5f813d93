#include "server/s3/cors_rules.h"

#include <algorithm>
#include <iterator>

#include "server/http/message.h"
#include "server/s3/requests/xml.h"

namespace ppc::server::s3 {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& item) { return equals_ignoring_case(item, value); });
}

/// `pattern` may hold one '*' for anything.
bool matches(std::string_view pattern, std::string_view origin) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == origin;
  const auto tail = pattern.substr(star + 1);
  return origin.size() + 1 >= pattern.size() && origin.starts_with(pattern.substr(0, star)) &&
         origin.ends_with(tail);
}

bool is_for(std::string_view rule, const std::string& origin) {
  const auto patterns = xml_texts_of(rule, "AllowedOrigin");
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, origin); });
}

using Rules = std::vector<std::string_view>;

bool allows(std::string_view rule, std::string_view method) {
  return contains(xml_texts_of(rule, "AllowedMethod"), method);
}

bool exposes_etag(std::string_view rule) { return contains(xml_texts_of(rule, "ExposeHeader"), "ETag"); }

/// A browser is answered by the first rule that is for its origin and method; later ones do not count.
std::optional<std::string> lack_of_method(const Rules& rules, std::string_view method) {
  const auto first =
      std::find_if(rules.begin(), rules.end(), [&](std::string_view rule) { return allows(rule, method); });
  if (first == rules.end()) return "does not allow " + std::string(method);
  if (!exposes_etag(*first)) return "does not expose ETag";
  return std::nullopt;
}

std::optional<std::string> lack_of_rules(const Rules& rules) {
  if (rules.empty()) return "has no rule";
  const auto lack = lack_of_method(rules, "GET");
  return lack ? lack : lack_of_method(rules, "HEAD");
}

std::optional<std::string> lack_for(const Rules& rules, const std::string& origin) {
  Rules own;
  std::copy_if(rules.begin(), rules.end(), std::back_inserter(own),
               [&](std::string_view rule) { return is_for(rule, origin); });
  return lack_of_rules(own);
}

/// The origins are not known: somebody can read the pictures, it is hoped the right ones.
std::optional<std::string> lack_for_anybody(const Rules& rules) {
  const bool suffices = std::any_of(rules.begin(), rules.end(),
                                    [](std::string_view rule) { return !lack_of_rules(Rules(1, rule)); });
  if (suffices) return std::nullopt;
  const auto lack = lack_of_rules(rules);
  return lack ? "it " + *lack : "no rule of it allows all of that";
}

std::vector<std::string> or_all(const std::vector<std::string>& origins) {
  return origins.empty() ? std::vector<std::string>(1, "*") : origins;
}

std::string rule_xml(const std::vector<std::string>& origins) {
  std::string rule = "<CORSRule>";
  for (const auto& origin : or_all(origins))
    rule.append("<AllowedOrigin>").append(xml_escaped(origin)).append("</AllowedOrigin>");
  return rule +
         "<AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>"
         "<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
         "<MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule>";
}

}  // namespace

std::optional<std::string> lack_of_cors(std::string_view configuration,
                                        const std::vector<std::string>& origins) {
  const auto rules = xml_elements(configuration, "CORSRule");
  if (origins.empty()) return lack_for_anybody(rules);
  for (const auto& origin : origins) {
    auto lack = lack_for(rules, origin);
    if (lack) return "for pages of " + origin + " it " + *lack;
  }
  return std::nullopt;
}

std::string with_cors_rule(std::string_view configuration, const std::vector<std::string>& origins) {
  // First, because only the first rule that fits counts.
  std::string rules = rule_xml(origins);
  for (std::string_view rule : xml_elements(configuration, "CORSRule"))
    rules.append("<CORSRule>").append(rule).append("</CORSRule>");
  return "<CORSConfiguration>" + rules + "</CORSConfiguration>";
}

std::string cors_rule_json(const std::vector<std::string>& origins) {
  std::string list;
  for (const auto& origin : or_all(origins)) list += (list.empty() ? "\"" : ",\"") + origin + '"';
  return "{\"CORSRules\":[{\"AllowedOrigins\":[" + list +
         "],\"AllowedMethods\":[\"GET\",\"HEAD\"],\"AllowedHeaders\":[\"*\"],\"ExposeHeaders\":[\"ETag\"],"
         "\"MaxAgeSeconds\":3600}]}";
}

}  // namespace ppc::server::s3
