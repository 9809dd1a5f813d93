#include "server/s3/requests/xml.h"

#include <array>
#include <utility>

namespace ppc::server::s3 {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
    {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};

std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t used = 1;
    char c = text.front();
    for (const auto& [entity, meaning] : kEntities) {
      if (!text.starts_with(entity)) continue;
      c = meaning;
      used = entity.size();
    }
    plain += c;
    text.remove_prefix(used);
  }
  return plain;
}

/// Behind the '>' of the next opening tag of that name; npos without one.
std::size_t behind_tag(std::string_view xml, std::string_view name) {
  std::string open = "<";
  open += name;
  for (auto at = xml.find(open); at != std::string_view::npos; at = xml.find(open, at + 1)) {
    const auto after = at + open.size();
    if (after >= xml.size()) break;
    if (xml[after] == '>') return after + 1;
    if (xml[after] != ' ') continue;
    const auto end = xml.find('>', after);
    if (end != std::string_view::npos && xml[end - 1] != '/') return end + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name) {
  std::string close = "</";
  close.append(name).append(1, '>');
  std::vector<std::string_view> found;
  for (;;) {
    const auto begin = behind_tag(xml, name);
    if (begin == std::string_view::npos) return found;
    const auto end = xml.find(close, begin);
    if (end == std::string_view::npos) return found;
    found.push_back(xml.substr(begin, end - begin));
    xml.remove_prefix(end + close.size());
  }
}

std::vector<std::string> xml_texts_of(std::string_view xml, std::string_view name) {
  std::vector<std::string> texts;
  for (std::string_view element : xml_elements(xml, name)) texts.push_back(unescaped(element));
  return texts;
}

std::string xml_text_of(std::string_view xml, std::string_view name) {
  const auto elements = xml_elements(xml, name);
  return elements.empty() ? std::string() : unescaped(elements.front());
}

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    std::string_view replacement(&c, 1);
    for (const auto& [entity, meaning] : kEntities) {
      if (c == meaning) replacement = entity;
    }
    escaped += replacement;
  }
  return escaped;
}

}  // namespace ppc::server::s3
