/// What a colour is for; a theme says which colour it is.
package enum Role: String, CaseIterable, Sendable {
  case series1 = "c1"
  case series2 = "c2"
  case series3 = "c3"
  case series4 = "c4"
  case series5 = "c5"
  case series6 = "c6"
  case series7 = "c7"
  case series8 = "c8"
  /// The inner and the outer band around a curve of `series1`.
  case band50 = "b5"
  case band90 = "b9"
  /// A region of the background that is pointed out.
  case zone = "zn"
  /// Classes of a map, from the best to the worst.
  case step1 = "s1"
  case step2 = "s2"
  case step3 = "s3"
  case step4 = "s4"
  case step5 = "s5"
  case step6 = "s6"
  case ink = "in"
  /// Text of the second rank, and lines that only guide the eye.
  case muted = "mu"
  case grid = "gr"
  case paper = "pa"

  /// The series' colours in the order in which they are given out.
  package static let series: [Role] = [
    .series1, .series2, .series3, .series4, .series5, .series6, .series7, .series8,
  ]

  /// The classes of a map in their order.
  package static let steps: [Role] = [.step1, .step2, .step3, .step4, .step5, .step6]
}

/// The colours of a theme.
package struct Palette: Equatable, Sendable {
  package let colors: [Role: String]

  package subscript(role: Role) -> String { colors[role] ?? "#000000" }

  /// Series: 3:1 or more against the paper, text 4.5:1 (WCAG 2.2); the first six lie 20 or more
  /// apart in CIE76 for colour-blind eyes too.
  ///
  /// Steps: one after the other lighter, or darker on dark paper, so that they stay in order
  /// without hue.
  package static let light = Palette(colors: [
    .series1: "#0b61a4", .series2: "#c9560a", .series3: "#00806a", .series4: "#4a2545",
    .series5: "#a98f54", .series6: "#5a8fe8", .series7: "#b02a5b", .series8: "#6b7280",
    .band50: "#9cc5e6", .band90: "#d5e7f5", .zone: "#f3eedd", .ink: "#1b2430", .muted: "#586272",
    .grid: "#e3e7ec", .paper: "#ffffff", .step1: "#0b4f8a", .step2: "#2f7fc0", .step3: "#6fabdb",
    .step4: "#a5cbe9", .step5: "#cfe2f2", .step6: "#eef2f6",
  ])

  package static let dark = Palette(colors: [
    .series1: "#6fb6f2", .series2: "#f5975b", .series3: "#a9e5d2", .series4: "#9a62e0",
    .series5: "#f0df5a", .series6: "#3d7a86", .series7: "#f07fa8", .series8: "#98a2b0",
    .band50: "#2f5f89", .band90: "#203a52", .zone: "#332f22", .ink: "#e8ecf2", .muted: "#a3adba",
    .grid: "#2c3541", .paper: "#12171e", .step1: "#a6d6ff", .step2: "#6aaee6", .step3: "#417fb3",
    .step4: "#2d5b83", .step5: "#223f5a", .step6: "#1e2833",
  ])
}
