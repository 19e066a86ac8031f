import Testing

@testable import Charts

@Suite struct PaletteTests {
  static let themes = [Palette.light, Palette.dark]

  @Test(arguments: themes) func `text reads at 4.5 to 1`(theme: Palette) {
    for role in [Role.ink, .muted] {
      #expect(contrast(theme[role], theme[.paper]) >= 4.5, "\(role)")
      #expect(contrast(theme[role], theme[.zone]) >= 4.5, "\(role) on a zone")
      #expect(contrast(theme[role], theme[.band90]) >= 4.5, "\(role) on a band")
    }
  }

  @Test(arguments: themes) func `marks stand out at 3 to 1`(theme: Palette) {
    for role in Role.series {
      #expect(contrast(theme[role], theme[.paper]) >= 3, "\(role)")
    }
    #expect(contrast(theme[.series1], theme[.band50]) >= 2.5)
  }

  // The best class stands out most, and each next one less: in order without hue.
  @Test(arguments: themes) func `steps are in order of their contrast`(theme: Palette) {
    let contrasts = Role.steps.map { contrast(theme[$0], theme[.paper]) }
    for (one, next) in zip(contrasts, contrasts.dropFirst()) { #expect(one > 1.15 * next) }
    #expect(contrasts[0] >= 7)
  }

  // A difference of 2.3 in CIE76 is just noticeable (Mahy et al. 1994); eight times that.
  @Test(arguments: themes) func `the first six colours differ for colour-blind eyes`(theme: Palette)
  {
    for (kind, matrix) in Self.deficiencies {
      for first in 0..<6 {
        for second in (first + 1)..<6 {
          let difference = distance(
            seen(theme[Role.series[first]], by: matrix),
            seen(theme[Role.series[second]], by: matrix))
          #expect(difference > 18.4, "\(Role.series[first]) and \(Role.series[second]) in \(kind)")
        }
      }
    }
  }

  /// Machado, Oliveira, Fernandes (2009), severity 1, on linear RGB.
  static let deficiencies: [(String, [[Double]])] = [
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
  ]

  /// Linear red, green and blue of "#rrggbb" (IEC 61966-2-1).
  private func linear(_ color: String) -> [Double] {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    return [value >> 16, value >> 8 & 255, value & 255].map { channel in
      let v = Double(channel) / 255
      return v <= 0.04045 ? v / 12.92 : power((v + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2.2.
  private func contrast(_ first: String, _ second: String) -> Double {
    func luminance(_ color: String) -> Double {
      zip(linear(color), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (a, b) = (luminance(first), luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private func seen(_ color: String, by matrix: [[Double]]) -> [Double] {
    let rgb = linear(color)
    return matrix.map { row in
      min(1, max(0, zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }))
    }
  }

  /// Euclidean in CIELAB, D65.
  private func distance(_ first: [Double], _ second: [Double]) -> Double {
    func lab(_ rgb: [Double]) -> [Double] {
      let xyz = [
        [0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505],
      ].map { row in zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 } }
      let f = zip(xyz, [0.9505, 1, 1.089]).map { value, white in
        let t = value / white
        return t > 0.008856 ? power(t, 1.0 / 3) : 7.787 * t + 16.0 / 116
      }
      return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
    return zip(lab(first), lab(second)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      .squareRoot()
  }

  /// Newton's inverse of the logarithm, so that the test needs no other library.
  private func power(_ base: Double, _ exponent: Double) -> Double {
    guard base > 0 else { return 0 }
    let target = exponent * logarithm(base)
    var value = 1.0
    for _ in 0..<60 { value *= 1 + max(-0.9, min(2, target - logarithm(value))) }
    return value
  }
}
