/// The page's only script.
///
/// It is constant, so that a hash can allow it and nothing else.
///
/// It knows no model: it shows what is stored of simulated points, and interpolates between them,
/// linearly in each number. Numbers are written as `NumberFormat` writes them.
enum WhatIfScript {
  /// Of `text`, as the page's policy names it; a test computes it anew.
  static let hash = "sha256-gdBWMpta2Y3P8ar9z2rVuAvZtvzr2cG9jRrcaw9j8cI="

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

      function start(article, data) {
        var panel = article.querySelector('.whatif');
        var state = panel.querySelector('[data-state]');
        var space = 'http://www.w3.org/2000/svg';
        var byName = {}, strides = [], here = [];
        data.metrics.forEach(function (metric) { byName[metric.name] = metric; });
        for (var i = data.axes.length - 1, size = 1; i >= 0; i -= 1) {
          strides[i] = size;
          size *= data.axes[i].texts.length;
        }

        function slider(index) { return panel.querySelector('[data-slider="' + index + '"]'); }
        // The position of a level of the grid among those where a slider can stand.
        function positionOf(axis, level) {
          for (var i = 0; i < axis.positions.length; i += 1) {
            if (axis.positions[i].level === level) { return i; }
          }
          return 0;
        }
        function home(axis) {
          return positionOf(axis, axis.recommended === null ? 0 : axis.recommended);
        }
        // The stored levels on both sides of a position, with their weights.
        function sides(axis, position) {
          if (position.level !== null) { return [[position.level, 1]]; }
          var upper = 0;
          while (axis.x[upper] < position.x) { upper += 1; }
          var share = (position.x - axis.x[upper - 1]) / (axis.x[upper] - axis.x[upper - 1]);
          return [[upper - 1, 1 - share], [upper, share]];
        }
        // The stored points around some positions, with their weights.
        function corners(positions) {
          var found = [{ place: 0, weight: 1 }];
          data.axes.forEach(function (axis, index) {
            var next = [];
            found.forEach(function (corner) {
              sides(axis, positions[index]).forEach(function (side) {
                next.push({
                  place: corner.place + side[0] * strides[index], weight: corner.weight * side[1]
                });
              });
            });
            found = next;
          });
          return found;
        }
        function value(metric, around) {
          var sum = 0;
          for (var i = 0; i < around.length; i += 1) {
            var stored = metric.values[around[i].place];
            if (stored === null) { return null; }
            sum += around[i].weight * stored;
          }
          return sum;
        }
        function positions() {
          return data.axes.map(function (axis, index) { return axis.positions[here[index]]; });
        }

        function words(around) {
          var said;
          if (around.length > 1) {
            said = 'Between simulated points: interpolated (multilinear) between ' +
              data.axes.map(function (axis, index) {
                var ends = sides(axis, axis.positions[here[index]]);
                return ends.length < 2 ? '' : axis.label + ' ' + axis.texts[ends[0][0]] + ' and ' +
                  axis.texts[ends[1][0]];
              }).filter(Boolean).join('; ') + '.';
          } else {
            var isHome = data.axes.every(function (axis, index) {
              return axis.recommended !== null && here[index] === home(axis);
            });
            said = 'Simulated point' + (isHome ? ', the recommended one' : '') +
              (data.agents[around[0].place] ? ': agents.'
                : ': the large-market limit, corrected' +
                  (data.error === null ? '.' : '; off by about ' + data.error + '.'));
          }
          var breaks = around.some(function (corner) { return !data.keeps[corner.place]; });
          return said + (breaks ? ' Breaks a limit of the decision.' : '');
        }
        function sentence(now) {
          var said = data.axes.map(function (axis, index) {
            return axis.label + ' ' + now[index].text;
          }).join(', ');
          var around = corners(now);
          data.sentence.forEach(function (piece) {
            var metric = byName[piece.name], number = value(metric, around);
            if (number === null) { said += piece.none; return; }
            said += piece.before +
              text(piece.more ? Math.abs(number) : number, metric.format, data.symbol) +
              (number < 0 ? piece.less : piece.more);
          });
          return said.charAt(0).toUpperCase() + said.slice(1) + '.';
        }

        function draw(name, attributes, parent) {
          var node = document.createElementNS(space, name);
          Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
          parent.appendChild(node);
          return node;
        }
        // Where the sliders stand, and on a curve what it is there: through the stored points of
        // its axis, the other variables as the sliders say.
        function mark(figure, svg, now) {
          var old = svg.querySelector('.marker');
          if (old) { old.remove(); }
          if (!svg.dataset.x || !svg.dataset.y) { return; }
          var axes = figure.getAttribute('data-axes').split(' ').map(Number);
          var plot = svg.dataset.plot.split(' ').map(Number);
          var xs = svg.dataset.x.split(' ').map(Number), ys = svg.dataset.y.split(' ').map(Number);
          function across(x) { return plot[0] + (x - xs[0]) / (xs[1] - xs[0]) * (plot[2] - plot[0]); }
          function up(y) { return plot[3] - (y - ys[0]) / (ys[1] - ys[0]) * (plot[3] - plot[1]); }
          var width = plot[2] - plot[0], height = plot[3] - plot[1];
          var group = draw('svg', {
            'class': 'marker', x: plot[0], y: plot[1], width: width, height: height,
            viewBox: plot[0] + ' ' + plot[1] + ' ' + width + ' ' + height
          }, svg);
          var x = across(now[axes[0]].x);
          draw('path', { 'class': 'marker-line', d: 'M' + x + ',' + plot[1] + 'V' + plot[3] }, group);
          var y;
          if (axes.length > 1) {
            y = up(now[axes[1]].x);
            draw('path', { 'class': 'marker-line', d: 'M' + plot[0] + ',' + y + 'H' + plot[2] }, group);
          } else {
            var metric = byName.difference, axis = data.axes[axes[0]], path = '', pen = 'M';
            axis.x.forEach(function (place, level) {
              var there = now.slice();
              there[axes[0]] = { x: place, level: level };
              var height = value(metric, corners(there));
              if (height === null) { pen = 'M'; return; }
              path += pen + across(place) + ',' + up(height);
              pen = 'L';
            });
            if (data.axes.length > 1 && data.axes.some(function (other, index) {
              return here[index] !== home(other);
            })) { draw('path', { 'class': 'marker-curve', d: path }, group); }
            var level = value(metric, corners(now));
            y = level === null ? null : up(level);
          }
          if (y !== null && y >= plot[1] - 1 && y <= plot[3] + 1) {
            draw('circle', { 'class': 'marker-dot', cx: x, cy: y, r: 6 }, group);
          }
        }

        function show() {
          var now = positions(), around = corners(now), said = words(around);
          state.textContent = said;
          panel.querySelector('[data-sentence]').textContent = sentence(now);
          data.axes.forEach(function (axis, index) {
            var input = slider(index);
            if (!input) {
              panel.querySelector('[data-choice="' + index + '"][value="' + here[index] + '"]')
                .checked = true;
              return;
            }
            input.value = here[index];
            input.setAttribute('aria-valuetext', now[index].text);
            panel.querySelector('[data-output="' + index + '"]').textContent = now[index].text;
          });
          var stored = around.length === 1 ? data.stored[around[0].place] : undefined;
          panel.querySelectorAll('[data-row]').forEach(function (row) {
            var name = row.getAttribute('data-row'), metric = byName[name];
            var cell = stored && stored[name];
            row.querySelector('[data-value]').textContent = cell ? cell.text
              : text(value(metric, around), metric.format, data.symbol);
            row.querySelector('[data-range]').textContent = cell ? cell.range : '';
          });
          article.querySelectorAll('[data-axes]').forEach(function (figure) {
            figure.querySelectorAll('svg.chart').forEach(function (svg) { mark(figure, svg, now); });
          });
        }

        panel.querySelectorAll('[data-slider]').forEach(function (input) {
          input.addEventListener('input', function () {
            here[Number(input.getAttribute('data-slider'))] = Number(input.value);
            show();
          });
        });
        panel.querySelectorAll('[data-choice]').forEach(function (input) {
          input.addEventListener('change', function () {
            here[Number(input.getAttribute('data-choice'))] = Number(input.value);
            show();
          });
        });
        panel.querySelectorAll('[data-step]').forEach(function (button) {
          button.addEventListener('click', function () {
            var index = Number(button.getAttribute('data-of')), step = Number(button.dataset.step);
            var axis = data.axes[index], next = here[index];
            do { next += step; } while (axis.positions[next] && axis.positions[next].level === null);
            if (axis.positions[next]) { here[index] = next; show(); }
          });
        });
        function reset() { here = data.axes.map(home); show(); }
        panel.querySelector('[data-home]').addEventListener('click', reset);
        panel.querySelector('.controls').hidden = false;
        reset();
      }

      document.querySelectorAll('.whatif-data').forEach(function (node) {
        start(node.closest('article'), JSON.parse(node.textContent));
      });
    })();
    """##
}
