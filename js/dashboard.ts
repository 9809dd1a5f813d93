export {
  CachePerformanceDashboard,
  type CachePerformanceDashboardProps,
} from './dashboard/cache-performance-dashboard.js';
