import Foundation

func naturalLog(_ value: Double) -> Double { Foundation.log(value) }
func exponential(_ value: Double) -> Double { Foundation.exp(value) }
