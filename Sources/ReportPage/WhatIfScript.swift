/// The page's only script. It is constant, so that a hash can allow it and nothing else.
///
/// It knows no model: it shows what is stored at simulated levels, and draws straight lines
/// between two of them. Numbers are written as `NumberFormat` writes them.
enum WhatIfScript {
  /// Of `text`, as the page's policy names it; a test computes it anew.
  static let hash = "sha256-vbXvSLYJBnMBqF4RylCMa1Z1gwQErrdu6LQsYKug6JA="

  static let text = ##"""
    (function () {
      'use strict';
      function grouped(digits) { return digits.replace(/\B(?=(\d{3})+$)/g, ','); }
      function fixed(value, decimals) {
        var parts = value.toFixed(decimals).split('.');
        return grouped(parts[0]) + (parts[1] ? '.' + parts[1] : '');
      }
      function significant(value) {
        if (value === 0) { return '0'; }
        if (value < 1e-6 || value >= 1e15) { return value.toExponential(2); }
        var decimals = 2, limit = 9.995;
        while (value >= limit && decimals > 0) { decimals -= 1; limit *= 10; }
        limit = 0.9995;
        while (value < limit) { decimals += 1; limit /= 10; }
        return fixed(value, decimals);
      }
      function scaled(value) {
        var scales = [[1e12, ' trillion'], [1e9, ' billion'], [1e6, ' million']];
        for (var i = 0; i < scales.length; i += 1) {
          if (value >= scales[i][0] * (1 - 5e-7)) {
            return [significant(value / scales[i][0]), scales[i][1]];
          }
        }
        return [significant(value), ''];
      }
      function parts(value, format, symbol) {
        if (value === null) { return ['–', '']; }
        var size = Math.abs(value), both;
        if (format === 'share') { both = [significant(100 * size), '%']; }
        else if (format === 'multiple') { both = scaled(size); both[1] += 'x'; }
        else if (format === 'days') { both = [scaled(size)[0], size === 1 ? ' day' : ' days']; }
        else if (format === 'money' && size < 999.995 && size >= 0.1) {
          both = [symbol + fixed(size, 2), ''];
        } else if (format === 'money' || format === 'yen') {
          both = scaled(size); both[0] = symbol + both[0];
        } else { both = scaled(size); }
        return [(value < 0 && /[1-9]/.test(both[0]) ? '−' : '') + both[0], both[1]];
      }
      function text(value, format, symbol) { return parts(value, format, symbol).join(''); }
      function range(low, high, format, symbol) {
        if (low === null || high === null) { return '–'; }
        var a = parts(low, format, symbol), b = parts(high, format, symbol);
        return a[0] + (a[1] === b[1] ? '' : a[1]) + ' to ' + b[0] + b[1];
      }
      function between(a, b, share) {
        return a === null || b === null ? null : a + share * (b - a);
      }

      function start(article, data) {
        var panel = article.querySelector('.whatif');
        var controls = panel.querySelector('.controls');
        var state = panel.querySelector('[data-state]');
        var active = data.variables[0];

        function slider(variable) {
          return panel.querySelector('[data-slider="' + variable.index + '"]');
        }
        function home(variable) {
          for (var i = 0; i < variable.positions.length; i += 1) {
            if (variable.positions[i].text === variable.recommended) { return i; }
          }
          return 0;
        }
        // The stored cells of a simulated level, or cells on the line between two.
        function cells(variable, position) {
          var levels = variable.levels, found = {};
          if (position.level !== null) {
            data.metrics.forEach(function (metric) {
              var cell = levels[position.level].values[metric.name];
              found[metric.name] = { value: cell.n[0], text: cell.text, range: cell.range };
            });
            return { cells: found, keeps: levels[position.level].keeps };
          }
          var upper = 0;
          while (levels[upper].x < position.x) { upper += 1; }
          var a = levels[upper - 1], b = levels[upper];
          var share = (position.x - a.x) / (b.x - a.x);
          data.metrics.forEach(function (metric) {
            var p = a.values[metric.name].n, q = b.values[metric.name].n;
            var n = [0, 1, 2].map(function (i) { return between(p[i], q[i], share); });
            found[metric.name] = {
              value: n[0], text: text(n[0], metric.format, data.symbol),
              range: range(n[1], n[2], metric.format, data.symbol)
            };
          });
          return { cells: found, keeps: a.keeps && b.keeps, from: a.text, to: b.text };
        }

        function mark(variable, position, value) {
          article.querySelectorAll('[data-variable] svg').forEach(function (svg) {
            var old = svg.querySelector('.marker');
            if (old) { old.remove(); }
            var figure = svg.closest('[data-variable]');
            if (Number(figure.getAttribute('data-variable')) !== variable.index) { return; }
            if (!svg.dataset.x || !svg.dataset.y || value === null) { return; }
            var plot = svg.dataset.plot.split(' ').map(Number);
            var xs = svg.dataset.x.split(' ').map(Number);
            var ys = svg.dataset.y.split(' ').map(Number);
            if (position.x < xs[0] || position.x > xs[1] || value < ys[0] || value > ys[1]) { return; }
            var x = plot[0] + (position.x - xs[0]) / (xs[1] - xs[0]) * (plot[2] - plot[0]);
            var y = plot[3] - (value - ys[0]) / (ys[1] - ys[0]) * (plot[3] - plot[1]);
            var space = 'http://www.w3.org/2000/svg';
            var group = document.createElementNS(space, 'g');
            group.setAttribute('class', 'marker');
            var line = document.createElementNS(space, 'path');
            line.setAttribute('class', 'marker-line');
            line.setAttribute('d', 'M' + x + ',' + plot[1] + 'V' + plot[3]);
            var dot = document.createElementNS(space, 'circle');
            dot.setAttribute('class', 'marker-dot');
            dot.setAttribute('cx', x);
            dot.setAttribute('cy', y);
            dot.setAttribute('r', 6);
            group.appendChild(line);
            group.appendChild(dot);
            svg.appendChild(group);
          });
        }

        function show(variable, index) {
          active = variable;
          data.variables.forEach(function (other) {
            var place = other === variable ? index : home(other);
            var input = slider(other);
            input.value = place;
            panel.querySelector('[data-output="' + other.index + '"]').textContent =
              other.positions[place].text;
          });
          var position = variable.positions[index];
          var now = cells(variable, position);
          var isHome = index === home(variable);
          var words = position.level !== null
            ? (isHome ? 'Simulated: the recommended level.' : 'Simulated.')
            : 'Between ' + now.from + ' and ' + now.to + ', interpolated.';
          if (!now.keeps) { words += ' Breaks a limit of the decision.'; }
          state.textContent = words;
          slider(variable).setAttribute('aria-valuetext', position.text + '. ' + words);
          data.metrics.forEach(function (metric) {
            var rows = panel.querySelectorAll('[data-row]');
            for (var i = 0; i < rows.length; i += 1) {
              if (rows[i].getAttribute('data-row') === metric.name) {
                rows[i].querySelector('[data-value]').textContent = now.cells[metric.name].text;
                rows[i].querySelector('[data-range]').textContent = now.cells[metric.name].range;
              }
            }
          });
          mark(variable, position, now.cells.difference.value);
        }

        data.variables.forEach(function (variable) {
          slider(variable).addEventListener('input', function (event) {
            show(variable, Number(event.target.value));
          });
        });
        panel.querySelectorAll('button').forEach(function (button) {
          button.addEventListener('click', function () {
            var step = Number(button.getAttribute('data-step'));
            var index = Number(slider(active).value);
            if (step === 0) { show(active, home(active)); return; }
            do { index += step; } while (
              active.positions[index] && active.positions[index].level === null);
            if (active.positions[index]) { show(active, index); }
          });
        });
        controls.hidden = false;
        show(active, home(active));
      }

      document.querySelectorAll('.whatif-data').forEach(function (node) {
        start(node.closest('article'), JSON.parse(node.textContent));
      });
    })();
    """##
}
